import { compactVerify, decodeProtectedHeader, errors } from "jose";
import { canonicalResponseType } from "../client.js";
import type { Client } from "../client.js";
import { clientKey } from "../client-keys.js";
import { ASSERTION_SIGNING_ALGORITHMS } from "../client-authentication/client-assertion.js";
import { InvalidRequest, InvalidRequestObject, InvalidRequestUri } from "../errors.js";
import { numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import { Parameters } from "../parameters.js";

/** Algorithms of request objects (RFC 9101 §4), `none` for those that carry no promise. */
export const REQUEST_OBJECT_ALGORITHMS = ["none", ...ASSERTION_SIGNING_ALGORITHMS] as const;

const LONGEST = 64 * 1024;
const CLOCK_TOLERANCE_SECONDS = 5;

/** Claims of the JWT itself, which are no request parameters. */
const JWT_CLAIMS: ReadonlySet<string> = new Set(["iss", "aud", "exp", "nbf", "iat", "jti", "sub"]);

/**
 * The parameters of a request, with those of its request object in front (OpenID Connect Core §6.1,
 * RFC 9101 §6.3). Throws `invalid_request_object` or `invalid_request_uri` naming what is wrong.
 */
export async function withRequestObject(
  issuer: Issuer,
  client: Client,
  parameters: Parameters,
): Promise<Parameters> {
  const inline = parameters.optional("request");
  const reference = parameters.optional("request_uri");
  if (inline === undefined && reference === undefined) return parameters;
  if (inline !== undefined && reference !== undefined) {
    throw new InvalidRequest("Send either the parameter 'request' or 'request_uri', not both.");
  }
  const object = inline ?? (await fetchObject(issuer, client, reference ?? ""));
  const claims = await verifyObject(issuer, client, object);
  checkClaims(issuer, client, claims);
  checkAgreement(parameters, claims);
  return merged(parameters, claims);
}

/**
 * OpenID Connect Core §6.1: the response type in front of the object and the one inside must match,
 * as a client tells from the former where to look for the answer.
 */
function checkAgreement(parameters: Parameters, claims: Readonly<Record<string, unknown>>): void {
  const outside = parameters.optional("response_type");
  const inside = claims["response_type"];
  if (outside === undefined || typeof inside !== "string") return;
  if (canonicalResponseType(outside) !== canonicalResponseType(inside)) {
    throw new InvalidRequestObject(
      "The response_type of the request object is another than the parameter 'response_type'.",
    );
  }
}

/** RFC 9101 §5.2: only addresses the client registered are fetched. */
async function fetchObject(issuer: Issuer, client: Client, reference: string): Promise<string> {
  const [address = ""] = reference.split("#", 1);
  const registered = (client.metadata.request_uris ?? []).map((uri) => uri.split("#", 1)[0]);
  if (!registered.includes(address)) {
    throw new InvalidRequestUri("The request_uri is not one of the client's request_uris.");
  }
  try {
    return (await issuer.outbound.text(address)).trim();
  } catch {
    throw new InvalidRequestUri("The request object at the request_uri could not be fetched.");
  }
}

async function verifyObject(
  issuer: Issuer,
  client: Client,
  object: string,
): Promise<Record<string, unknown>> {
  const algorithm = algorithmOf(object);
  const registered = client.metadata.request_object_signing_alg;
  if (registered !== undefined && registered !== "" && registered !== algorithm) {
    throw new InvalidRequestObject(
      `The request object must be signed with ${registered}, which the client is registered for.`,
    );
  }
  try {
    if (algorithm === "none") return readUnsigned(object);
    const { payload } = await compactVerify(object, (header) => clientKey(issuer, client, header), {
      algorithms: [...ASSERTION_SIGNING_ALGORITHMS],
    });
    return asRecord(JSON.parse(Buffer.from(payload).toString()));
  } catch (error) {
    const reason =
      error instanceof errors.JOSEAlgNotAllowed
        ? "is signed with an algorithm that is not supported"
        : "could not be verified with the client's keys";
    throw new InvalidRequestObject(`The request object ${reason}.`);
  }
}

function algorithmOf(object: string): string | undefined {
  try {
    if (object.length > LONGEST) throw new Error("too long");
    return decodeProtectedHeader(object).alg;
  } catch {
    throw new InvalidRequestObject("The request object is not a JWT.");
  }
}

function readUnsigned(object: string): Record<string, unknown> {
  const [, payload = "", signature] = object.split(".");
  if (signature !== "") throw new Error("an unsigned JWT has an empty signature");
  return asRecord(JSON.parse(Buffer.from(payload, "base64url").toString()));
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error("the payload is no JSON object");
}

/** RFC 9101 §4, §6.3; OpenID Connect Core §6.1. */
function checkClaims(
  issuer: Issuer,
  client: Client,
  claims: Readonly<Record<string, unknown>>,
): void {
  const now = numericDate(issuer.clock());
  const { iss, aud, exp, nbf } = claims;
  if (claims["client_id"] !== undefined && claims["client_id"] !== client.id) {
    throw new InvalidRequestObject("The claim client_id of the request object is another client.");
  }
  if (iss !== undefined && iss !== client.id) {
    throw new InvalidRequestObject("The claim iss of the request object must be the client_id.");
  }
  if (aud !== undefined && ![aud].flat().includes(issuer.url)) {
    throw new InvalidRequestObject("The claim aud of the request object must be this issuer.");
  }
  if (typeof exp === "number" && exp + CLOCK_TOLERANCE_SECONDS <= now) {
    throw new InvalidRequestObject("The request object has expired.");
  }
  if (typeof nbf === "number" && nbf - CLOCK_TOLERANCE_SECONDS > now) {
    throw new InvalidRequestObject("The request object is not valid yet.");
  }
  if (claims["request"] !== undefined || claims["request_uri"] !== undefined) {
    throw new InvalidRequestObject("A request object must not contain request or request_uri.");
  }
}

function merged(parameters: Parameters, claims: Readonly<Record<string, unknown>>): Parameters {
  const values = new Map<string, readonly string[]>();
  for (const name of parameters.names()) {
    if (name !== "request" && name !== "request_uri") values.set(name, parameters.all(name));
  }
  for (const [name, value] of Object.entries(claims)) {
    if (JWT_CLAIMS.has(name) || value === null) continue;
    const texts = [value]
      .flat()
      .map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
    if (texts.some((text) => text.includes("\0"))) {
      throw new InvalidRequestObject(`The claim ${name} of the request object contains NUL.`);
    }
    values.set(name, texts);
  }
  return new Parameters(values);
}
