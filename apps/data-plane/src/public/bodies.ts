import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ENDPOINTS, InvalidRequest, OAuthError } from "@grantry/oauth2";

/** A form longer than this is refused. */
export const LARGEST_FORM_BYTES = 64 * 1024;
const LARGEST_JSON_BYTES = 1024 * 1024;
const MOST_DRAINED_BYTES = 16 * LARGEST_JSON_BYTES;

/**
 * How bodies arrive: forms as `URLSearchParams` (repetitions kept, RFC 6749 §3.2), JSON as parsed
 * values. Anything else is read and set aside, so that the endpoint says what it expects.
 */
export function readBodies(app: FastifyInstance): void {
  app.addHook("preParsing", (request, _reply, payload, done) => {
    const length = Number(request.headers["content-length"] ?? 0);
    if (length <= largestFor(request)) return done(null, payload);
    void drain(payload).finally(() => done(new BodyTooLarge()));
  });
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

class BodyTooLarge extends InvalidRequest {
  override readonly status = 413;

  constructor() {
    super("The body is too large.");
  }
}

function largestFor(request: FastifyRequest): number {
  const isJson = request.headers["content-type"]?.includes("json") === true;
  return isJson ? LARGEST_JSON_BYTES : LARGEST_FORM_BYTES;
}

/** Takes a large body off the line, so that its sender gets to read the refusal. */
async function drain(payload: Readable): Promise<void> {
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += Buffer.byteLength(chunk as Buffer);
    if (bytes > MOST_DRAINED_BYTES) return;
  }
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
