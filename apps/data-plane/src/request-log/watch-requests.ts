import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS, after, freshId } from "@grantry/oauth2";
import type { OAuthError } from "@grantry/oauth2";
import type { RequestLogEntry } from "@grantry/persistence";
import type { RequestLog } from "./request-log.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Why the request was refused, where it was. */
    refusal: OAuthError | undefined;
  }
}

const LOG_SECONDS = 7 * 86_400;
const LONGEST = 300;

export interface WatchRequestsOptions {
  readonly log: RequestLog;
  readonly addressOf: (request: FastifyRequest) => string;
}

/**
 * Notes what every project answered: refusals, and of what succeeded the requests that did or
 * issued something. Reads of documents and pages are not worth an entry.
 */
export function watchRequests(
  app: FastifyInstance,
  { log, addressOf }: WatchRequestsOptions,
): void {
  app.decorateRequest("refusal", undefined);
  app.addHook("onResponse", (request, reply, done) => {
    const { project } = request;
    if (project !== undefined) {
      const kind = kindOf(request, reply);
      if (kind !== undefined) {
        log.add(project.id, project.stores.requestLog, kind, () =>
          describe(request, reply, addressOf(request)),
        );
      }
    }
    done();
  });
}

function kindOf(request: FastifyRequest, reply: FastifyReply): "refusal" | "success" | undefined {
  if (reply.statusCode >= 400 || request.refusal !== undefined) return "refusal";
  if (request.method === "OPTIONS") return undefined;
  if (request.method !== "GET") return "success";
  const route = request.routeOptions.url;
  if (route !== ENDPOINTS.authorization) return undefined;
  return errorInAddress(reply) === undefined ? "success" : "refusal";
}

function describe(request: FastifyRequest, reply: FastifyReply, address: string): RequestLogEntry {
  const at = new Date();
  const url = request.url;
  const end = url.indexOf("?");
  const refused = request.refusal ?? errorInAddress(reply);
  const clientId = clientIdOf(request);
  return {
    id: freshId(),
    at,
    requestId: request.id,
    method: request.method,
    path: shortened(end === -1 ? url : url.slice(0, end)),
    status: reply.statusCode,
    ...(refused === undefined
      ? {}
      : { error: refused.code, errorDescription: shortened(refused.description) }),
    ...(clientId === undefined ? {} : { clientId: shortened(clientId) }),
    address,
    userAgent: shortened(request.headers["user-agent"] ?? ""),
    milliseconds: Math.round(reply.elapsedTime),
    expiresAt: after(at, LOG_SECONDS),
  };
}

/** The refusal that a redirect carries back to the client (RFC 6749 §4.1.2.1). */
function errorInAddress(reply: FastifyReply): Pick<OAuthError, "code" | "description"> | undefined {
  const location = reply.getHeader("location");
  if (typeof location !== "string" || !/[?&#]error=/.test(location)) return undefined;
  const parameters = new URLSearchParams(location.slice(location.search(/[?#]/) + 1));
  const code = parameters.get("error");
  if (code === null) return undefined;
  return { code, description: parameters.get("error_description") ?? "" };
}

/** Whom the request says it is from; nothing here was proved. */
function clientIdOf(request: FastifyRequest): string | undefined {
  const named = request.body instanceof URLSearchParams ? request.body.get("client_id") : undefined;
  if (named != null) return named;
  const [, basic] = /^basic ([\w+/=-]+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (basic !== undefined) {
    const [name = ""] = Buffer.from(basic, "base64").toString().split(":", 1);
    return new URLSearchParams(`name=${name}`).get("name") ?? undefined;
  }
  const start = request.url.indexOf("?");
  if (start === -1) return undefined;
  return new URLSearchParams(request.url.slice(start + 1)).get("client_id") ?? undefined;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
