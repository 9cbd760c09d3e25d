import type { AuditEvent } from "@grantry/contracts";
import type { Change } from "../../components/ui/diff-view.js";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an event changed, member by member; a value that is no object stands as a whole. */
export function changesOf({ before, after }: Pick<AuditEvent, "before" | "after">): Change[] {
  if (!isRecord(before) && !isRecord(after)) {
    return before === null && after === null ? [] : [{ path: "/", before, after }];
  }
  const old = isRecord(before) ? before : {};
  const now = isRecord(after) ? after : {};
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => ({ path: name, before: old[name], after: now[name] }));
}
