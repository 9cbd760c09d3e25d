import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS, readAccessToken } from "@grantry/oauth2";
import type { Client } from "@grantry/oauth2";
import type { OpenedProject } from "../project/opened-project.js";
import { runsAt } from "./cors-policy.js";
import type { CorsPolicy } from "./cors-policy.js";

const PREFLIGHT_SECONDS = 600;

const METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
const HEADERS =
  "Accept, Accept-Language, Authorization, Content-Language, Content-Type, If-None-Match, X-Request-Id";
const EXPOSED = [
  "Cache-Control",
  "Content-Language",
  "Content-Length",
  "Content-Type",
  "ETag",
  "Expires",
  "Last-Modified",
  "Link",
  "Location",
  "Pragma",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "WWW-Authenticate",
  "X-Request-Id",
].join(", ");

/** The documents that anybody may read anywhere. */
const OPEN_ROUTES: readonly string[] = [
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
  ENDPOINTS.jwks,
];

/** What scripts call. The authorization endpoint is visited, never called (RFC 9700 §2.6). */
const CALLED_ROUTES: readonly string[] = [
  ENDPOINTS.token,
  ENDPOINTS.revocation,
  ENDPOINTS.introspection,
  ENDPOINTS.userinfo,
  ENDPOINTS.deviceAuthorization,
  ENDPOINTS.registration,
  `${ENDPOINTS.registration}/:id`,
];

const CALLED: ReadonlySet<string> = new Set(CALLED_ROUTES);

/**
 * Lets scripts of other origins read answers (Fetch §3.2), by the project's settings for its public
 * and its admin side and, on the public side, by what the calling client registered. While a side is
 * switched off nothing but metadata is readable. As in Hydra a preflight of the public side is
 * allowed to everybody: it does not tell which client will call.
 */
export function cors(app: FastifyInstance): void {
  for (const url of OPEN_ROUTES) {
    app.options(url, (_request, reply) => {
      reply.header("access-control-allow-origin", "*");
      return preflight(reply);
    });
  }
  for (const url of CALLED_ROUTES) {
    app.options(url, (request, reply) => {
      const { origin } = request.headers;
      const policy = request.project?.cors.public;
      if (policy === undefined || origin === undefined) return bare(reply);
      if (!reply.hasHeader("access-control-allow-origin")) allow(reply, origin);
      return preflight(reply);
    });
  }
  app.options("/admin/*", (request, reply) =>
    reply.hasHeader("access-control-allow-origin") && request.headers.origin !== undefined
      ? preflight(reply)
      : bare(reply),
  );
  app.addHook("onRequest", (request, reply, done) => {
    const policy = policyFor(request);
    if (policy === undefined) return done();
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined) return done();
    if (policy.names(origin)) allow(reply, origin);
    else if (policy.everybody) allowEverybody(reply);
    done();
  });
  app.addHook("preHandler", async (request, reply) => {
    const { origin } = request.headers;
    const { project } = request;
    if (origin === undefined || project?.cors.public === undefined) return;
    if (!CALLED.has(request.routeOptions.url ?? "")) return;
    if (reply.hasHeader("access-control-allow-credentials")) return;
    const client = await callingClient(request, project);
    if (client !== undefined && runsAt(client, origin)) allow(reply, origin);
  });
}

function policyFor({ project, routeOptions }: FastifyRequest): CorsPolicy | undefined {
  return project === undefined ? undefined : policyOf(project, routeOptions.url ?? "");
}

/** The settings of the side that a route belongs to, when that side is switched on. */
export function policyOf({ cors: sides }: OpenedProject, route: string): CorsPolicy | undefined {
  if (sides.public === undefined && sides.admin === undefined) return undefined;
  if (CALLED.has(route)) return sides.public;
  return route.startsWith("/admin/") ? sides.admin : undefined;
}

function allow(reply: FastifyReply, origin: string): void {
  reply.headers({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": EXPOSED,
  });
}

function allowEverybody(reply: FastifyReply): void {
  reply.headers({
    "access-control-allow-origin": "*",
    "access-control-expose-headers": EXPOSED,
  });
}

function preflight(reply: FastifyReply): FastifyReply {
  return reply
    .headers({
      "access-control-allow-methods": METHODS,
      "access-control-allow-headers": HEADERS,
      "access-control-max-age": PREFLIGHT_SECONDS,
    })
    .removeHeader("access-control-expose-headers")
    .status(204)
    .send();
}

function bare(reply: FastifyReply): FastifyReply {
  return reply.status(204).send();
}

/**
 * The client a request names: in its form, its Basic credentials, its path or its access token. It is
 * not authenticated here: the answer itself says whether it was.
 */
async function callingClient(
  request: FastifyRequest,
  { issuer }: OpenedProject,
): Promise<Client | undefined> {
  const id = idInForm(request) ?? idInPath(request) ?? idInHeader(request, issuer);
  return id === undefined || id.includes("\0") ? undefined : issuer.client(id);
}

function idInForm({ body }: FastifyRequest): string | undefined {
  return body instanceof URLSearchParams ? (body.get("client_id") ?? undefined) : undefined;
}

function idInPath({ params }: FastifyRequest): string | undefined {
  const { id } = params as { readonly id?: string };
  return id;
}

function idInHeader(request: FastifyRequest, issuer: OpenedProject["issuer"]): string | undefined {
  const [, scheme = "", value = ""] =
    /^(\w+) +(\S+)/.exec(request.headers.authorization ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "basic":
      return formDecoded(Buffer.from(value, "base64").toString().split(":", 1)[0] ?? "");
    case "bearer":
      return readAccessToken(issuer, value)?.clientId;
    default:
      return undefined;
  }
}

/** RFC 6749 §2.3.1: the identifier is form-encoded before it goes into Basic credentials. */
function formDecoded(text: string): string {
  return new URLSearchParams(`id=${text.replaceAll("&", "%26")}`).get("id") ?? "";
}
