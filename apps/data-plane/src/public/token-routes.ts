import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  ENDPOINTS,
  InvalidClient,
  InvalidRequest,
  RequestUnauthorized,
  SIGNED_INTROSPECTION_TYPE,
  authenticateClient,
  authorizeDevice,
  introspectAs,
  readParameters,
  revoke,
  signIntrospection,
  token,
  userinfo,
  wantsSignedIntrospection,
} from "@grantry/oauth2";
import { projectOf } from "../project/project-of-request.js";
import { formOf } from "./bodies.js";

/**
 * The hot endpoints, registered on the Fastify instance itself because a controller would double
 * the cost of a request that takes 50 µs: token (RFC 6749 §3.2), device authorization (RFC 8628 §3.1),
 * introspection (RFC 7662), revocation (RFC 7009) and userinfo (OpenID Connect Core §5.3).
 */
export function tokenRoutes(app: FastifyInstance): void {
  app.post(ENDPOINTS.token, async (request, reply) => {
    const { issuer } = projectOf(request);
    const { authorization } = request.headers;
    return json(reply, await token(issuer, { authorization, body: formOf(request.body) }));
  });
  app.post(ENDPOINTS.deviceAuthorization, async (request, reply) => {
    const { issuer } = projectOf(request);
    const { authorization } = request.headers;
    return json(
      reply,
      await authorizeDevice(issuer, { authorization, body: formOf(request.body) }),
    );
  });
  app.post(ENDPOINTS.introspection, async (request, reply) => {
    const { issuer } = projectOf(request);
    const parameters = readParameters(formOf(request.body));
    const { authorization } = request.headers;
    const client = await authenticateClient(issuer, { authorization }, parameters);
    if (client.isPublic) {
      throw new InvalidClient("A client without credentials must not introspect tokens.");
    }
    const answer = await introspectAs(issuer, client, parameters.required("token"));
    if (!wantsSignedIntrospection(request.headers.accept)) return json(reply, answer);
    return uncached(reply)
      .header("content-type", `application/${SIGNED_INTROSPECTION_TYPE}`)
      .send(await signIntrospection(issuer, client, answer));
  });
  app.post(ENDPOINTS.revocation, async (request, reply) => {
    const { issuer } = projectOf(request);
    const { authorization } = request.headers;
    await revoke(issuer, { authorization, body: formOf(request.body) });
    return uncached(reply).status(200).send();
  });
  app.route({
    method: ["GET", "POST"],
    url: ENDPOINTS.userinfo,
    handler: async (request, reply) => {
      const answer = await userinfo(projectOf(request).issuer, bearerToken(request));
      return answer.format === "json"
        ? json(reply, answer.claims)
        : uncached(reply).type("application/jwt").send(answer.jwt);
    },
  });
  for (const url of [
    ENDPOINTS.token,
    ENDPOINTS.introspection,
    ENDPOINTS.revocation,
    ENDPOINTS.deviceAuthorization,
  ]) {
    app.route({
      method: ["GET", "PUT", "PATCH", "DELETE"],
      url,
      handler: (_request, reply) => {
        reply.header("allow", "POST").status(405);
        throw new MethodNotAllowed();
      },
    });
  }
}

class MethodNotAllowed extends InvalidRequest {
  override readonly status = 405;

  constructor() {
    super("This endpoint answers POST only, with the parameters in the body.");
  }
}

/** RFC 6750 §2.1 and §2.2; §2: one way only. Query parameters never (RFC 9700 §4.3.2). */
function bearerToken(request: FastifyRequest): string {
  const header = request.headers.authorization;
  const form = request.body instanceof URLSearchParams ? readParameters(request.body) : undefined;
  const inForm = form?.optional("access_token");
  const inHeader = header === undefined ? undefined : /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (inHeader !== undefined && inForm !== undefined) {
    throw new InvalidRequest("The access token was sent in more than one way. Use one only.");
  }
  const found = inHeader ?? inForm;
  if (found !== undefined) return found;
  // RFC 6750 §3.1: a request without credentials gets a challenge without an error code.
  throw new RequestUnauthorized(
    "Send the access token in the Authorization header: Bearer {token}.",
  );
}

function uncached(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("pragma", "no-cache");
}

/** RFC 6749 §5.1: token responses are never kept. */
function json(reply: FastifyReply, body: unknown): FastifyReply {
  return uncached(reply)
    .header("content-type", "application/json;charset=UTF-8")
    .send(JSON.stringify(body));
}
