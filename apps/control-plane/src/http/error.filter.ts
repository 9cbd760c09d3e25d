import { STATUS_CODES } from "node:http";
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from "@nestjs/common";
import type { ErrorBody } from "@grantry/contracts";
import { isUnreachableDatabase } from "@grantry/persistence";
import { ControlError, type ControlErrorCode } from "@grantry/control";
import type { Logger } from "@grantry/platform";
import type { FastifyReply, FastifyRequest } from "fastify";

const STATUS: Record<ControlErrorCode, number> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale_revision: 409,
  stale_plan: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  idempotency_key_in_use: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  fresh_sign_in_required: 403,
  no_workspace: 403,
  too_many_requests: 429,
  quota_exceeded: 429,
  unavailable: 503,
};

const CODE_BY_STATUS: Record<number, string> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  406: "not_acceptable",
  408: "request_timeout",
  413: "payload_too_large",
  414: "uri_too_long",
  415: "unsupported_media_type",
  431: "headers_too_large",
};

/** SQLSTATE classes of values that PostgreSQL cannot store: the sender's mistake. */
const UNSTORABLE = new Set(["22P02", "22P05", "22021", "22003", "22007", "22008"]);

interface Refusal {
  status: number;
  id: string;
  reason: string;
  details: Record<string, unknown>;
}

/** Turns everything thrown into the console error shape. Faults are logged and say nothing. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const refusal = refusalOf(thrown);
    if (refusal.status >= 500 && !(thrown instanceof ControlError)) {
      const { method, id } = request;
      this.logger.error({ err: thrown, method, request_id: id }, "fault");
    }
    if (refusal.status === 401) void reply.header("www-authenticate", 'Bearer realm="grantry"');
    const { retry_after: retryAfter } = refusal.details;
    if (typeof retryAfter === "number") void reply.header("retry-after", retryAfter);
    void reply
      .code(refusal.status)
      .header("content-type", "application/json; charset=utf-8")
      .header("cache-control", "no-store")
      .send(JSON.stringify(errorBody(refusal, request.id)));
  }
}

/** The body of a refusal. */
export function errorBody(refusal: Refusal, requestId: string): ErrorBody {
  const status = STATUS_CODES[refusal.status] ?? "Error";
  return {
    error: {
      code: refusal.status,
      status,
      reason: refusal.reason,
      message: status,
      request: requestId,
      id: refusal.id,
      details: refusal.details,
    },
  };
}

/** What is said about anything thrown. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof ControlError) {
    const { code, reason, details } = thrown;
    return { status: STATUS[code], id: code, reason, details };
  }
  const status = clientStatus(thrown);
  if (status !== undefined) {
    const id = CODE_BY_STATUS[status] ?? "bad_request";
    return { status, id, reason: reasonOf(status, thrown), details: {} };
  }
  if (isUnreachableDatabase(thrown)) {
    const reason = "The database is not answering. Trying again is safe.";
    return { status: 503, id: "unavailable", reason, details: {} };
  }
  const reason = "The server failed while answering. Trying again is safe.";
  return { status: 500, id: "internal_error", reason, details: {} };
}

function clientStatus(thrown: unknown): number | undefined {
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : memberOf(thrown, "statusCode");
  if (typeof status === "number" && status >= 400 && status < 500) return status;
  const sqlState = memberOf(memberOf(thrown, "driverError"), "code");
  return typeof sqlState === "string" && UNSTORABLE.has(sqlState) ? 400 : undefined;
}

function reasonOf(status: number, thrown: unknown): string {
  switch (status) {
    case 404:
      return "There is nothing at this address.";
    case 413:
      return "The body is too large.";
    case 415:
      return "Send the body as application/json.";
    case 400:
      return `The request cannot be read: ${thrown instanceof Error ? thrown.message : "check its form"}.`;
    default:
      return "The request cannot be read. Check its form.";
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
