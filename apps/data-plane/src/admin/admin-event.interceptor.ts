import { randomUUID } from "node:crypto";
import { Injectable } from "@nestjs/common";
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { catchError, from, map, mergeMap } from "rxjs";
import type { Observable } from "rxjs";
import type { Logger } from "@grantry/platform";
import { ClientAddress } from "../client-address.js";
import { asOAuthError } from "../errors.js";
import { projectOf } from "../project/project-of-request.js";
import { describeWrite, shownAfter, targetOf } from "./admin-event.js";

/**
 * Leaves an audit event for each write at a project's admin API, whoever calls it. The event is in
 * the database before the write begins, so that a process that dies in between leaves an event
 * without an end rather than a write without an event.
 */
@Injectable()
export class AdminEventInterceptor implements NestInterceptor {
  constructor(
    private readonly address: ClientAddress,
    private readonly logger: Logger,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const write = describeWrite(request.method, request.url);
    const { caller } = request;
    if (write === undefined || caller === undefined) return next.handle();
    const { adminEvents } = projectOf(request).stores;
    const id = randomUUID();
    await adminEvents.begin({
      id,
      startedAt: new Date(),
      actor: caller.actor,
      actorLabel: caller.label ?? caller.actor,
      address: caller.address ?? this.address.of(request),
      userAgent: caller.userAgent ?? request.headers["user-agent"] ?? "",
      requestId: request.id,
      ...write,
    });
    const finish = async (status: number, answered?: unknown): Promise<void> => {
      const after = shownAfter(write.targetType, answered);
      const targetId = targetOf(write, answered);
      await adminEvents
        .finish(id, { at: new Date(), status, targetId, ...(after && { after }) })
        .catch((error: unknown) => {
          this.logger.warn({ err: error, requestId: request.id }, "admin event not finished");
        });
    };
    return next.handle().pipe(
      mergeMap((body: unknown) => from(finish(reply.statusCode, body)).pipe(map(() => body))),
      catchError((thrown: unknown) =>
        from(finish(asOAuthError(thrown, this.logger, request.id).status)).pipe(
          map(() => {
            throw thrown;
          }),
        ),
      ),
    );
  }
}
