import type { ReactNode } from "react";
import { cn } from "./cn.js";

export type Tone = "neutral" | "info" | "ok" | "attention" | "failure";

const tones: Record<Tone, string> = {
  neutral: "bg-muted text-muted-foreground",
  info: "bg-accent text-primary",
  ok: "bg-success-soft text-success",
  attention: "bg-warning-soft text-warning",
  failure: "bg-destructive-soft text-destructive",
};

/** A short label. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cn(
        "rounded-badge text-badge inline-flex items-center gap-1 px-1.5 py-0.5 font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
