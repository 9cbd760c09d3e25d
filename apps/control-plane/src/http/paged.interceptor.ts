import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { map, type Observable } from "rxjs";
import { ControlPlane } from "../control-plane.js";
import { type Page, readPage } from "./page.js";

const PAGED = "grantry:paged";

/** The largest page of a list, and the usual one: few workspaces have more of anything. */
export const MOST_ON_A_LIST = 1_000;

/**
 * The route answers with a list, as an array or in the named member: `page_size` and `page_token`
 * choose a part of it, and a Link header leads to the next (RFC 8288).
 */
export const Paged = (member?: string) =>
  SetMetadata<string, { member?: string }>(PAGED, { ...(member && { member }) });

/** Reads the page of a list. @throws ControlError `bad_request` */
export function readListPage(query: unknown): Page {
  const wanted = typeof query === "object" && query !== null ? query : {};
  return readPage({ ...wanted }, MOST_ON_A_LIST, MOST_ON_A_LIST);
}

/** Gives every list that is declared `@Paged` its pages. */
@Injectable()
export class PagedInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly controlPlane: ControlPlane,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const paged = this.reflector.get<{ member?: string } | undefined>(PAGED, context.getHandler());
    if (paged === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const page = readListPage(request.query);
    return next.handle().pipe(
      map((body: unknown) => {
        const { member } = paged;
        if (member === undefined) return this.cut(request, reply, body, page);
        const whole = body as Record<string, unknown>;
        return { ...whole, [member]: this.cut(request, reply, whole[member], page) };
      }),
    );
  }

  private cut(request: FastifyRequest, reply: FastifyReply, list: unknown, page: Page): unknown {
    if (!Array.isArray(list)) return list;
    const rows = list as unknown[];
    const { skip, take } = page;
    if (rows.length > skip + take) this.linkNext(request, reply, page);
    return rows.slice(skip, skip + take);
  }

  private linkNext(request: FastifyRequest, reply: FastifyReply, { take, next }: Page): void {
    const address = new URL(`${this.controlPlane.addresses.api}${request.url}`);
    address.searchParams.set("page_size", String(take));
    address.searchParams.set("page_token", next);
    void reply.header("link", `<${address.href}>; rel="next"`);
  }
}
