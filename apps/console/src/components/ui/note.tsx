import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.js";

export type NoteKind = "info" | "ok" | "attention" | "failure";

const looks: Record<NoteKind, { icon: LucideIcon; fill: string; colour: string }> = {
  info: { icon: Info, fill: "bg-accent", colour: "text-primary" },
  ok: { icon: CircleCheck, fill: "bg-success-soft", colour: "text-success" },
  attention: { icon: TriangleAlert, fill: "bg-warning-soft", colour: "text-warning" },
  failure: { icon: OctagonAlert, fill: "bg-destructive-soft", colour: "text-destructive" },
};

interface NoteProps {
  kind: NoteKind;
  title?: string;
  className?: string;
  children?: ReactNode;
}

/** A sentence that the reader needs before going on. */
export function Note({ kind, title, className, children }: NoteProps) {
  const { icon: Icon, fill, colour } = looks[kind];
  return (
    <div className={cn("rounded-card flex gap-3 px-4 py-3", fill, className)}>
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0 flex-1">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        {children}
      </div>
    </div>
  );
}
