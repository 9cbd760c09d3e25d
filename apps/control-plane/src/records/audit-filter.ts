import { invalidField } from "@grantry/control";
import type { AuditFilter } from "@grantry/persistence";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads which events a query asks for.
 * @throws ControlError `bad_request` that names the parameter
 */
export function readAuditFilter(query: Record<string, unknown>): Omit<AuditFilter, "within"> {
  const projectId = text(query, "project_id");
  if (projectId !== undefined && !UUID.test(projectId)) {
    throw invalidField("project_id", "Use the ID of a project.");
  }
  return {
    ...readAuditRange(query),
    projectId,
    actor: text(query, "actor"),
    action: text(query, "action"),
    target: text(query, "target"),
    requestId: text(query, "request_id"),
  };
}

/** Reads `since` and `until`. */
export function readAuditRange(
  query: Record<string, unknown>,
): Pick<AuditFilter, "since" | "until"> {
  return { since: readMoment(query, "since"), until: readMoment(query, "until") };
}

/**
 * A moment in a query, such as `2026-12-22T09:00:00Z`.
 * @throws ControlError `bad_request`
 */
export function readMoment(query: Record<string, unknown>, name: string): Date | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  const at = new Date(value);
  if (MOMENT.test(value) && !Number.isNaN(at.getTime())) return at;
  throw invalidField(name, "Use a time with a zone, such as 2026-12-22T09:00:00Z.");
}

function text(query: Record<string, unknown>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string" && value.length <= 1_000) return value;
  throw invalidField(name, "Give it once, with at most 1,000 characters.");
}
