import type { FastifyInstance, FastifyRequest } from "fastify";
import { ENDPOINTS, InvalidRequest, OAuthError } from "@grantry/oauth2";

const LARGEST_FORM_BYTES = 64 * 1024;
const LARGEST_JSON_BYTES = 1024 * 1024;

/**
 * How bodies arrive: forms as `URLSearchParams` (repetitions kept, RFC 6749 §3.2), JSON as parsed
 * values. Anything else is read and set aside, so that the endpoint says what it expects.
 */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: LARGEST_FORM_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(\s*;|$)/,
    { parseAs: "string", bodyLimit: LARGEST_JSON_BYTES },
    (request, body, done) => {
      if (!takesJson(request)) return done(null, undefined);
      try {
        done(null, JSON.parse(body as string));
      } catch (error) {
        const reason = `Unable to decode the request body: ${(error as Error).message}`;
        done(
          new OAuthError(
            "The request was malformed or contained invalid parameters",
            reason.slice(0, 300),
            400,
          ),
        );
      }
    },
  );
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: LARGEST_FORM_BYTES },
    (_request, _body, done) => done(null, undefined),
  );
}

/** Only the admin API and registration read JSON; elsewhere it is a body of the wrong type. */
function takesJson(request: FastifyRequest): boolean {
  return request.url.startsWith("/admin/") || request.url.startsWith(ENDPOINTS.registration);
}

/** The form of a request; throws `invalid_request` when the body is no form. */
export function formOf(body: unknown): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  throw new InvalidRequest("Send the parameters as application/x-www-form-urlencoded in the body.");
}
