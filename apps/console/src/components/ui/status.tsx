import { Circle, CircleCheck, Loader, OctagonAlert, TriangleAlert } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { cn } from "./cn.js";

export type StatusKind = "ok" | "attention" | "failure" | "running" | "neutral";

const looks: Record<StatusKind, { icon: LucideIcon; colour: string }> = {
  ok: { icon: CircleCheck, colour: "text-success" },
  attention: { icon: TriangleAlert, colour: "text-warning" },
  failure: { icon: OctagonAlert, colour: "text-destructive" },
  running: { icon: Loader, colour: "text-primary" },
  neutral: { icon: Circle, colour: "text-muted-foreground" },
};

/** A state: always icon, word and colour together. */
export function Status({ kind, children }: { kind: StatusKind; children: string }) {
  const { icon: Icon, colour } = looks[kind];
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 align-middle sm:whitespace-nowrap", colour)}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="text-table max-sm:wrap-anywhere min-w-0 font-medium">{children}</span>
    </span>
  );
}
