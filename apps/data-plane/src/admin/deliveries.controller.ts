import { Controller, Get, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { DELIVERY_KINDS, InvalidRequest } from "@grantry/oauth2";
import type { Delivery, DeliveryKind } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { linkHeader, readPageQuery, sealCursor } from "./pages.js";
import { Needs } from "./permissions.js";

const PATH = "admin/deliveries";
const PAGE = { usual: 250, most: 500 };

/** What the project sent to hooks and to clients' logout addresses, and what came of it; Grantry's own. */
@Controller(PATH)
export class DeliveriesController {
  /** Newest first; `kind` narrows the list. */
  @Get()
  @Needs("logs:read")
  async list(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = readPageQuery(request, project, "deliveries", PAGE);
    const kind = readKind(page.query.optional("kind"));
    const found = await project.stores.deliveries.list({
      limit: page.size,
      ...(kind === undefined ? {} : { kind }),
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const next =
      found.next === undefined ? undefined : sealCursor(project, "deliveries", found.next);
    reply.header("link", linkHeader(project, `/${PATH}`, page, next));
    return found.items.map(describe);
  }
}

function readKind(text: string | undefined): DeliveryKind | undefined {
  const kind = DELIVERY_KINDS.find((each) => each === text);
  if (text === undefined || kind !== undefined) return kind;
  throw new InvalidRequest(`The parameter 'kind' must be one of ${DELIVERY_KINDS.join(", ")}.`);
}

function describe(delivery: Delivery) {
  return {
    id: delivery.id,
    kind: delivery.kind,
    client_id: delivery.clientId,
    url: delivery.url,
    sid: delivery.sessionId ?? null,
    subject: delivery.subject ?? null,
    state: delivery.state,
    attempts: delivery.attempts,
    status: delivery.status ?? null,
    milliseconds: delivery.milliseconds ?? null,
    error: delivery.error ?? null,
    created_at: delivery.createdAt.toISOString(),
    due_at: delivery.dueAt?.toISOString() ?? null,
    finished_at: delivery.finishedAt?.toISOString() ?? null,
  };
}
