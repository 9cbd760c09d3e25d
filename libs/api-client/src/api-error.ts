import { errorBodySchema, oauth2ErrorSchema } from "@grantry/contracts";

export interface ApiErrorFacts {
  status: number;
  code: string;
  reason: string;
  requestId?: string | undefined;
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * Every failure of a call. `status` is the HTTP status, 0 when no answer came; `code` is stable
 * (the control plane's `error.id`, an OAuth2 `error`, or one of ours such as `unreachable`);
 * `reason` says what happened and what to do.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly requestId: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(facts: ApiErrorFacts) {
    super(facts.reason, { cause: facts.cause });
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
    this.details = facts.details ?? {};
  }
}

/**
 * Reads a refusal: the control plane's shape, the OAuth2 shape (RFC 6749 §5.2), or anything else.
 * @param body what the answer carried, parsed when it was JSON
 */
export function readRefusal(response: Response, body: unknown): ApiError {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const control = errorBodySchema.safeParse(body);
  if (control.success) {
    const { id, reason, message, request, details } = control.data.error;
    return new ApiError({
      status: response.status,
      code: id,
      reason: reason || message,
      requestId: request || requestId,
      details,
    });
  }
  const oauth2 = oauth2ErrorSchema.safeParse(body);
  if (oauth2.success) {
    const { error, error_description, request_id } = oauth2.data;
    return new ApiError({
      status: response.status,
      code: error,
      reason: error_description || error,
      requestId: request_id ?? requestId,
    });
  }
  return new ApiError({
    status: response.status,
    code: `http_${response.status}`,
    reason:
      `${response.url || "The server"} answered ${response.status} ${response.statusText}`.trim(),
    requestId,
  });
}
