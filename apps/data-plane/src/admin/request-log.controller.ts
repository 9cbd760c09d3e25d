import { Controller, Get, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestLogEntry as RequestLogDocument } from "@grantry/contracts";
import { InvalidRequest } from "@grantry/oauth2";
import type { Parameters } from "@grantry/oauth2";
import type { RequestLogEntry, RequestLogFilter } from "@grantry/persistence";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { linkHeader, readPageQuery, sealCursor } from "./pages.js";
import { Needs } from "./permissions.js";

const PATH = "admin/logs";
const PAGE = { usual: 100, most: 500 };

/** What the project answered lately, and why it refused; Grantry's own. */
@Controller(PATH)
export class RequestLogController {
  /** Newest first; narrowed by `request_id`, `client_id`, `error`, `refused` and `since`. */
  @Get()
  @Needs("logs:read")
  async list(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RequestLogDocument[]> {
    const page = readPageQuery(request, project, "logs", PAGE);
    const found = await project.stores.requestLog.list({
      limit: page.size,
      filter: readFilter(page.query),
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const next = found.next === undefined ? undefined : sealCursor(project, "logs", found.next);
    reply.header("link", linkHeader(project, `/${PATH}`, page, next));
    return found.items.map(describe);
  }
}

function readFilter(query: Parameters): RequestLogFilter {
  const requestId = query.optional("request_id");
  const clientId = query.optional("client_id");
  const error = query.optional("error");
  const since = readInstant(query.optional("since"));
  return {
    refused: query.optional("refused") === "true",
    ...(requestId === undefined ? {} : { requestId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(error === undefined ? {} : { error }),
    ...(since === undefined ? {} : { since }),
  };
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function readInstant(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  if (RFC_3339.test(text) && !Number.isNaN(instant.getTime())) return instant;
  throw new InvalidRequest("The parameter 'since' must be a time as 2026-11-22T14:03:07Z.");
}

function describe(entry: RequestLogEntry): RequestLogDocument {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    request_id: entry.requestId,
    method: entry.method,
    path: entry.path,
    status: entry.status,
    error: entry.error ?? null,
    error_description: entry.errorDescription ?? null,
    client_id: entry.clientId ?? null,
    address: entry.address,
    user_agent: entry.userAgent,
    milliseconds: entry.milliseconds,
  };
}
