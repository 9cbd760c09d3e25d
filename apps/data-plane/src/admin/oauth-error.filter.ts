import { Catch, HttpException } from "@nestjs/common";
import type { ArgumentsHost, ExceptionFilter } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "@grantry/platform";
import { asOAuthError, sendError } from "../errors.js";

/** Answers whatever a controller throws in the shape of the data plane (RFC 6749 §5.2). */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = thrown instanceof HttpException ? { statusCode: thrown.getStatus() } : thrown;
    const refusal = asOAuthError(error, this.logger, request.id);
    void sendError(request, http.getResponse<FastifyReply>(), refusal);
  }
}
