import { Injectable } from "@nestjs/common";
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { mergeMap } from "rxjs";
import type { Observable } from "rxjs";
import type { Logger } from "@grantry/platform";
import { ClientAddress } from "../client-address.js";
import { projectOf } from "../project/project-of-request.js";
import { beginWrite, endWrite } from "./admin-call.js";

/**
 * Leaves an audit event for each write at a project's admin API, whoever calls it. The handler
 * writes through stores that leave the event in the transaction of the write itself: a process that
 * dies at any point leaves both or neither, and a refusal, which writes nothing, leaves none.
 */
@Injectable()
export class AdminEventInterceptor implements NestInterceptor {
  constructor(
    private readonly address: ClientAddress,
    private readonly logger: Logger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller, method, url, headers, id: requestId } = request;
    if (caller === undefined) return next.handle();
    const call = { method, url, headers, requestId, address: this.address.of(request) };
    const { statusCode } = context.switchToHttp().getResponse<FastifyReply>();
    const write = beginWrite(call, caller, statusCode);
    if (write === undefined) return next.handle();
    const project = projectOf(request);
    request.project = project.telling(write);
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        await endWrite(write, project, call, this.logger);
        return body;
      }),
    );
  }
}
