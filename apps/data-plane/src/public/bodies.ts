import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ENDPOINTS, InvalidRequest, OAuthError } from "@grantry/oauth2";
import type { FormFields } from "@grantry/oauth2";
import { boundedBody } from "@grantry/platform";

/** A form longer than this is refused. */
export const LARGEST_FORM_BYTES = 64 * 1024;
const LARGEST_JSON_BYTES = 1024 * 1024;
const MOST_DRAINED_BYTES = 16 * LARGEST_JSON_BYTES;
const MOST_DEPTH = 60;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * How bodies arrive: forms as `URLSearchParams` (repetitions kept, RFC 6749 §3.2), JSON as parsed
 * values. The admin API takes JSON whatever type it is said to be, as Hydra does: `curl -d` calls it
 * a form. Anything else is read and set aside, so that the endpoint says what it expects.
 */
export function readBodies(app: FastifyInstance): void {
  app.addHook("preParsing", (request, _reply, payload, done) => {
    const length = Number(request.headers["content-length"] ?? 0);
    const isChunked = request.headers["transfer-encoding"] !== undefined;
    if (isChunked) {
      return done(
        null,
        boundedBody(payload as Readable, largestFor(request), () => new BodyTooLarge()),
      );
    }
    if (length <= largestFor(request)) return done(null, payload);
    void drain(payload).finally(() => done(new BodyTooLarge()));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: LARGEST_FORM_BYTES },
    (request, body, done) =>
      isUntypedJson(request, body as string)
        ? parseJson(body as string, done)
        : done(null, new URLSearchParams(body as string)),
  );
  app.addContentTypeParser(
    /^multipart\/form-data\s*;/i,
    { parseAs: "buffer", bodyLimit: LARGEST_FORM_BYTES },
    async (request: FastifyRequest, body: Buffer) =>
      await parseMultipart(request.headers["content-type"] ?? "", body),
  );
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(\s*;|$)/,
    { parseAs: "string", bodyLimit: LARGEST_JSON_BYTES },
    (request, body, done) => {
      // Clients that always send a content type send it with an empty body too.
      if (!takesJson(request) || body === "") return done(null, undefined);
      parseJson(body as string, done);
    },
  );
  app.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: LARGEST_FORM_BYTES },
    (request, body, done) =>
      isUntypedJson(request, body as string)
        ? parseJson(body as string, done)
        : done(null, undefined),
  );
}

function parseJson(text: string, done: Done): void {
  let value: unknown;
  try {
    value = readJson(text);
  } catch (error) {
    return done(error as Error);
  }
  done(null, value);
}

/** The value of a body in JSON; throws 400 in Hydra's words for a text that is none, or too deep. */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw undecodable((error as Error).message);
  }
  if (isDeeperThan(value, MOST_DEPTH)) throw undecodable("it is nested too deeply");
  return value;
}

function undecodable(cause: string): OAuthError {
  const reason = `Unable to decode the request body: ${cause}`;
  return new OAuthError(
    "The request was malformed or contained invalid parameters",
    reason.slice(0, 300),
    400,
  );
}

/** Whether lists and objects stand in each other more often than that; goes no deeper to tell. */
function isDeeperThan(value: unknown, depth: number): boolean {
  if (depth < 0) return true;
  if (typeof value !== "object" || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) if (isDeeperThan(members[name], depth - 1)) return true;
  return false;
}

/** Whether a body that nobody called JSON is meant to be JSON: an object or a list for an admin. */
function isUntypedJson(request: FastifyRequest, body: string): boolean {
  return request.url.startsWith("/admin/") && /^\s*[[{]/.test(body);
}

/** The texts of a multipart form (RFC 7578), which Hydra takes for a form; nothing when malformed. */
async function parseMultipart(type: string, body: Buffer): Promise<URLSearchParams | undefined> {
  try {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const texts = [...form].filter((entry): entry is [string, string] => {
      return typeof entry[1] === "string";
    });
    return new URLSearchParams(texts);
  } catch {
    return undefined;
  }
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
export function formOf(body: unknown): FormFields {
  return given(body instanceof URLSearchParams ? body : undefined);
}

/** The same of a form that was read, where there was one. */
export function given(form: FormFields | undefined): FormFields {
  if (form !== undefined) return form;
  throw new InvalidRequest("Send the parameters as application/x-www-form-urlencoded in the body.");
}
