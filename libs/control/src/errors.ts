/** A refusal of the control plane; `code` is stable and part of the public surface. */
export class ControlError extends Error {
  constructor(
    readonly code: ControlErrorCode,
    readonly reason: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(reason);
    this.name = "ControlError";
  }
}

export type ControlErrorCode =
  | "bad_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "stale_revision"
  | "stale_plan"
  | "precondition_failed"
  | "idempotency_key_reused"
  | "idempotency_key_in_use"
  | "payload_too_large"
  | "unsupported_media_type"
  | "fresh_sign_in_required"
  | "no_workspace"
  | "too_many_requests"
  | "quota_exceeded"
  | "unavailable";

/** What was asked for does not exist, or the caller may not know that it does. */
export function notFound(noun: string): ControlError {
  return new ControlError("not_found", `There is no ${noun} with this ID, or you may not see it.`);
}

/** A permission is missing; the answer names it. */
export function missingPermission(permission: string): ControlError {
  return new ControlError("forbidden", `You need \`${permission}\` to do this.`, { permission });
}

/** A field of the request is wrong; `path` is its place in dots. */
export function invalidField(path: string, reason: string): ControlError {
  return new ControlError("bad_request", reason, { fields: [{ path, message: reason }] });
}
