import type { FastifyInstance } from "fastify";

/**
 * What every answer of a data plane carries: its type is not guessed, the address of a request is not
 * told on, and nothing is kept unless the endpoint says so (RFC 6749 §5.1). Pages refuse frames for
 * themselves; redirects do not, because a prompt=none request may run in one. `secure`: browsers
 * are to come by https only from now on (RFC 6797 §7.1).
 */
export function securityHeaders(options: {
  readonly secure: boolean;
}): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    ...(options.secure ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/** Puts headers on every reply; what an endpoint sets itself wins. */
export function sendWithEvery(
  app: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
