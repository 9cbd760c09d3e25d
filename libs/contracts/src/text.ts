import { z } from "zod";

/**
 * A line of text somebody wrote: trimmed, not empty, no control characters (PostgreSQL cannot store
 * NUL, and a name with a line break is a trap for logs and tables).
 */
export function line(most: number, empty: string) {
  return z
    .string({ error: empty })
    .trim()
    .min(1, empty)
    .max(most, `Use at most ${most} characters.`)
    .regex(/^\P{Cc}*$/u, "Control characters are not allowed.");
}

/** A moment on the wire: RFC 3339 with a zone. */
export const moment = z.iso.datetime({
  offset: true,
  error: "Use a time with a zone, such as 2026-12-22T09:00:00Z.",
});
