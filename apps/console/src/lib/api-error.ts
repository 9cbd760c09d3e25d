/** A refusal or failure of an API call, or no answer at all (status 0). */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 when nothing answered. */
    readonly status: number,
    /** The stable code of the refusal, such as `not_found`. */
    readonly code: string,
    /** What happened, in the server's words. */
    readonly reason: string,
    readonly requestId: string | undefined,
    readonly details: Record<string, unknown> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(reason);
    this.name = "ApiError";
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Reads both error shapes: the control plane's `{"error":{…}}` and the data plane's
 * `{"error":"…","error_description":"…"}`.
 */
export function apiErrorOf(response: Response, body: unknown): ApiError {
  const header = response.headers.get("x-request-id") ?? undefined;
  const retryAfter = Number(response.headers.get("retry-after"));
  const seconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined;
  const error = isRecord(body) ? body["error"] : undefined;
  if (isRecord(error)) {
    const details = error["details"];
    return new ApiError(
      response.status,
      text(error["id"]) ?? "error",
      text(error["reason"]) ?? text(error["message"]) ?? response.statusText,
      text(error["request"]) ?? header,
      isRecord(details) ? details : {},
      seconds,
    );
  }
  const flat = isRecord(body) ? body : {};
  return new ApiError(
    response.status,
    text(error) ?? "error",
    text(flat["error_description"]) ?? text(error) ?? response.statusText,
    text(flat["request_id"]) ?? header,
    {},
    seconds,
  );
}

/** Turns whatever was thrown into an ApiError; a failed fetch means that nothing answered. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : "No answer.";
  return new ApiError(0, "no_answer", reason, undefined);
}
