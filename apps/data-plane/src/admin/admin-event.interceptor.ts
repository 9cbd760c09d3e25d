import { randomUUID } from "node:crypto";
import { Injectable } from "@nestjs/common";
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { mergeMap } from "rxjs";
import type { Observable } from "rxjs";
import type { Logger } from "@grantry/platform";
import { AdminWrite } from "@grantry/persistence";
import { ClientAddress } from "../client-address.js";
import { projectOf } from "../project/project-of-request.js";
import { describeWrite } from "./admin-event.js";

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
    const described = describeWrite(request.method, request.url);
    const { caller } = request;
    if (described === undefined || caller === undefined) return next.handle();
    const project = projectOf(request);
    const write = new AdminWrite({
      id: randomUUID(),
      startedAt: new Date(),
      actor: caller.actor,
      actorLabel: caller.label ?? caller.actor,
      address: caller.address ?? this.address.of(request),
      userAgent: caller.userAgent ?? request.headers["user-agent"] ?? "",
      requestId: request.id,
      status: context.switchToHttp().getResponse<FastifyReply>().statusCode,
      ...described,
    });
    request.project = project.telling(write);
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        await this.tellOf(write, project.stores, request.id);
        return body;
      }),
    );
  }

  /** What was asked for and stood already wrote no row; it is told of now. */
  private async tellOf(
    write: AdminWrite,
    { adminEvents }: ReturnType<typeof projectOf>["stores"],
    requestId: string,
  ): Promise<void> {
    if (write.isTold) return;
    await adminEvents.tell(write).catch((error: unknown) => {
      this.logger.warn({ err: error, requestId }, "a write that changed nothing was not told of");
    });
  }
}
