import type { IncomingMessage } from "node:http";
import cookie from "@fastify/cookie";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { newRequestId, REQUEST_ID_HEADER, requestIdFrom } from "@grantry/platform";
import type { ControlPlaneConfig } from "../config.js";
import { MOST_BODY_BYTES, readBodies } from "./body.js";
import { errorBody, refusalOf } from "./error.filter.js";
import { tagAnswer } from "./entity-tag.js";
import { assertStorable } from "./storable-text.js";

/**
 * The HTTP side of the control plane: one address space for the gateway (`/api/…`, or the API's own
 * host) and for processes that come directly, request ids, and bodies read as strictly as they are
 * stored.
 */
export function fastifyAdapter(config: ControlPlaneConfig): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MOST_BODY_BYTES,
    genReqId: (request: IncomingMessage) =>
      config.trustedPeers.contains(request.socket.remoteAddress ?? "")
        ? requestIdFrom(request.headers[REQUEST_ID_HEADER])
        : newRequestId(),
    rewriteUrl: (request: IncomingMessage) =>
      targetPath(config, request.headers.host, request.url ?? "/"),
    routerOptions: { maxParamLength: 2_000, ignoreTrailingSlash: true },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      // An address that no route can read never reaches the filter.
      void reply
        .code(error.statusCode ?? 400)
        .header(REQUEST_ID_HEADER, request.id)
        .send(errorBody(refusalOf(error), request.id));
    },
  });
}

/** Registers what every request passes before and after its route. */
export async function prepareServer(app: NestFastifyApplication): Promise<void> {
  await app.register(cookie);
  const server = app.getHttpAdapter().getInstance();
  server.addHook("onRequest", async (request, reply) => {
    void reply.header(REQUEST_ID_HEADER, request.id);
    void reply.header("x-content-type-options", "nosniff");
    void reply.header("referrer-policy", "no-referrer");
  });
  server.addHook("onSend", tagAnswer);
  server.addHook("preHandler", async (request) => {
    assertStorable(decodeURIComponent(request.url.replaceAll(/%(?![0-9a-f]{2})/gi, "%25")));
    assertStorable(request.query);
    assertStorable(request.body);
  });
  readBodies(server);
}

/** `/api/x` and the API host's `/x` are the same; `/internal/*` is for those who come directly. */
function targetPath(config: ControlPlaneConfig, host: string | undefined, url: string): string {
  const route = config.addresses.route(host, url);
  if (route?.kind !== "api") return url;
  return /^\/internal(?:[/?]|$)/.test(route.path) ? "/not-found" : route.path;
}
