import type { Readable } from "node:stream";
import { ControlError } from "@grantry/control";
import { boundedBody } from "@grantry/platform";
import type { FastifyInstance } from "fastify";

/** The largest body that is read. */
export const MOST_BODY_BYTES = 1024 * 1024;
/** How much of a larger one is taken off the line, so that its sender gets to read the refusal. */
const MOST_DRAINED_BYTES = 16 * MOST_BODY_BYTES;
const WITH_FORMS = /^\/(?:projects\/[^/]+\/admin\/|oauth2\/token-exchange(?:\?|$))/;

/** Reads JSON everywhere; a project's own API and the token exchange get forms as they came. */
export function readBodies(server: FastifyInstance): void {
  server.addHook("preParsing", async (request, _reply, payload) => {
    if (request.headers["transfer-encoding"] !== undefined) {
      return boundedBody(payload, MOST_BODY_BYTES, tooLarge);
    }
    if (Number(request.headers["content-length"] ?? 0) <= MOST_BODY_BYTES) return payload;
    await drain(payload);
    throw tooLarge();
  });
  const readJson = server.getDefaultJsonParser("error", "error");
  server.removeContentTypeParser(["text/plain", "application/json"]);
  server.addContentTypeParser(
    /^application\/(?:json-patch\+)?json/,
    { parseAs: "string" },
    (request, body: string, done) => {
      // Clients that always send a content type send it with an empty body too.
      if (body === "") done(null, undefined);
      else void readJson(request, body, done);
    },
  );
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (request, body, done) => {
      if (WITH_FORMS.test(request.url)) done(null, body);
      else done(new ControlError("unsupported_media_type", "Send the body as application/json."));
    },
  );
}

function tooLarge(): ControlError {
  return new ControlError("payload_too_large", "Send at most 1 MiB.");
}

async function drain(payload: Readable): Promise<void> {
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += Buffer.byteLength(chunk as Buffer);
    if (bytes > MOST_DRAINED_BYTES) return;
  }
}
