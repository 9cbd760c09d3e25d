/** Errors of the token endpoint (RFC 6749 §5.2, RFC 8693 §2.2.2). */
export type ExchangeErrorCode =
  | "invalid_request"
  | "invalid_scope"
  | "invalid_target"
  | "unsupported_grant_type"
  | "temporarily_unavailable";

/** A refused exchange; the description is for the pipeline's author. */
export class ExchangeError extends Error {
  constructor(
    readonly code: ExchangeErrorCode,
    readonly description: string,
    readonly status = 400,
  ) {
    super(description);
    this.name = "ExchangeError";
  }
}
