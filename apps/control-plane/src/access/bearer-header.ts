import type { FastifyRequest } from "fastify";

/**
 * Whether a token came in the Authorization header (RFC 6750 §2.1). The form parameter and the query
 * parameter of §2.2 and §2.3 leak into logs and histories and are not accepted.
 */
export function isFromHeader(request: FastifyRequest, token: string): boolean {
  const [scheme = "", value] = (request.headers.authorization ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" && value === token;
}
