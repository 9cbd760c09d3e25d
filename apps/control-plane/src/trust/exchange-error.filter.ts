import { ControlError } from "@grantry/control";
import { type ArgumentsHost, Catch, type ExceptionFilter } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { refusalOf } from "../http/error.filter.js";
import { ExchangeError } from "./exchange-error.js";

/** Turns a refused exchange into the token endpoint's error (RFC 6749 §5.2). */
@Catch(ExchangeError, ControlError)
export class ExchangeErrorFilter implements ExceptionFilter {
  catch(thrown: ExchangeError | ControlError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refused = inWords(thrown);
    if (refused.retryAfter !== undefined) void reply.header("retry-after", refused.retryAfter);
    void reply
      .code(refused.status)
      .header("content-type", "application/json; charset=utf-8")
      .header("cache-control", "no-store")
      .send(
        JSON.stringify({
          error: refused.code,
          error_description: refused.description,
          request_id: request.id,
        }),
      );
  }
}

function inWords(thrown: ExchangeError | ControlError) {
  if (thrown instanceof ExchangeError) {
    const { status, code, description } = thrown;
    return { status, code, description, retryAfter: undefined };
  }
  const { status, id, reason, details } = refusalOf(thrown);
  const { retry_after: seconds } = details;
  const retryAfter = typeof seconds === "number" ? seconds : undefined;
  return { status, code: id, description: reason, retryAfter };
}
