import { type ArgumentsHost, Catch, type ExceptionFilter } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ExchangeError } from "./exchange-error.js";

/** Turns a refused exchange into the token endpoint's error (RFC 6749 §5.2). */
@Catch(ExchangeError)
export class ExchangeErrorFilter implements ExceptionFilter {
  catch(refused: ExchangeError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
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
