import { CircleCheck, OctagonAlert, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { IconButton } from "./button.js";
import { uiTexts } from "./texts.js";

interface Toast {
  id: number;
  kind: "ok" | "failure";
  text: string;
}

const LIFETIME_MILLISECONDS = 6000;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function close(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Says what was done; failures stay until they are closed. */
export function toast(text: string, kind: Toast["kind"] = "ok"): void {
  publish([...toasts.slice(-2), { id: nextId, kind, text }]);
  nextId += 1;
}

function ToastCard({ toast: { id, kind, text } }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || kind === "failure") return undefined;
    const timer = window.setTimeout(() => close(id), LIFETIME_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [held, kind, id]);
  const Icon = kind === "ok" ? CircleCheck : OctagonAlert;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- pausing is a comfort, not an action
    <li
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="rounded-card border-border bg-card shadow-popover animate-popover flex w-full max-w-sm items-start gap-3 border py-2.5 pr-2 pl-4"
    >
      <Icon
        aria-hidden
        className={`mt-1.5 size-4 shrink-0 ${kind === "ok" ? "text-success" : "text-destructive"}`}
      />
      <p className="min-w-0 flex-1 py-1">{text}</p>
      <IconButton
        size="dense"
        label={uiTexts.close}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => close(id)}
      />
    </li>
  );
}

/** The place where toasts appear: bottom right, read out politely. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <output
      aria-label={uiTexts.notifications}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-60 sm:left-auto"
    >
      <ul className="pointer-events-auto flex flex-col items-end gap-2">
        {shown.map((entry) => (
          <ToastCard key={entry.id} toast={entry} />
        ))}
      </ul>
    </output>
  );
}
