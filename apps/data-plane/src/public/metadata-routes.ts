import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS } from "@grantry/oauth2";
import type { PreparedDocument } from "../project/metadata-documents.js";
import { projectOf } from "../project/project-of-request.js";

/** How long a verifier may keep the JWK Set; a next key is announced for longer than this. */
export const METADATA_MAX_AGE_SECONDS = 300;

/** Discovery (RFC 8414 §3, OpenID Connect Discovery §4) and the JWK Set, as prepared bytes. */
export function metadataRoutes(app: FastifyInstance): void {
  for (const url of [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
  ]) {
    app.get(url, (request, reply) => send(request, reply, projectOf(request).documents.discovery));
  }
  app.get(ENDPOINTS.jwks, (request, reply) =>
    send(request, reply, projectOf(request).documents.jwks),
  );
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  document: PreparedDocument,
): FastifyReply {
  reply
    .header("etag", document.etag)
    .header("cache-control", `public, max-age=${METADATA_MAX_AGE_SECONDS}`)
    .header("access-control-allow-origin", "*");
  if (request.headers["if-none-match"] === document.etag) return reply.status(304).send();
  return reply.type("application/json; charset=utf-8").send(document.body);
}
