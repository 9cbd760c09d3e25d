import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import type { Client } from "../client.js";
import { clientKey } from "../client-keys.js";
import { openAssertionSecrets } from "../client-secret.js";
import { InvalidClient } from "../errors.js";
import { ENDPOINTS, numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";

/** RFC 7523 §2.2 */
export const CLIENT_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Algorithms of `private_key_jwt` (RFC 7518 §3, RFC 8037 §3.1). */
export const ASSERTION_SIGNING_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

/** Algorithms of `client_secret_jwt` (RFC 7518 §3.2). */
export const ASSERTION_MAC_ALGORITHMS = ["HS256", "HS384", "HS512"] as const;

/** RFC 7523 §3: an audience is this server, by its identifier or by the endpoint that is asked. */
const AUTHENTICATING_ENDPOINTS = [
  ENDPOINTS.token,
  ENDPOINTS.introspection,
  ENDPOINTS.revocation,
  ENDPOINTS.deviceAuthorization,
];

const CLOCK_TOLERANCE_SECONDS = 5;
const LONGEST_LIFETIME_SECONDS = 24 * 3600;
const LONGEST_ASSERTION = 16_384;

/** The client a client assertion names, before anything is verified; throws `invalid_client`. */
export function subjectOfAssertion(assertion: string): string {
  try {
    if (assertion.length > LONGEST_ASSERTION) throw new Error("too long");
    decodeProtectedHeader(assertion);
    const payload = assertion.split(".")[1] ?? "";
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as JWTPayload;
    if (typeof claims.sub === "string" && !claims.sub.includes("\0")) return claims.sub;
  } catch {
    // Falls through to the same refusal as an assertion without a subject.
  }
  throw new InvalidClient("The client_assertion is not a signed JWT with a subject.");
}

/**
 * Verifies a client assertion (RFC 7523 §3, OpenID Connect Core §9): signature by a key or secret of
 * the client, issuer and subject the client, audience this server, unexpired, and a `jti` that was
 * never used. Throws `invalid_client` that says which check failed.
 */
export async function verifyClientAssertion(
  issuer: Issuer,
  client: Client,
  assertion: string,
): Promise<void> {
  const claims =
    client.authenticationMethod === "client_secret_jwt"
      ? await verifyWithSecret(issuer, client, assertion)
      : await verifyWithKey(issuer, client, assertion);
  const now = numericDate(issuer.clock());
  if (claims.exp === undefined || claims.exp > now + LONGEST_LIFETIME_SECONDS) {
    throw new InvalidClient("The client_assertion must expire within 24 hours (claim exp).");
  }
  if (typeof claims.jti !== "string" || claims.jti === "" || claims.jti.length > 255) {
    throw new InvalidClient("The client_assertion needs a claim jti of 1 to 255 characters.");
  }
  const expiresAt = new Date((claims.exp + CLOCK_TOLERANCE_SECONDS) * 1000);
  const use = await issuer.stores.assertions.use(client.id, claims.jti, expiresAt);
  if (use === "used") throw new InvalidClient("The client_assertion was used before (claim jti).");
}

async function verifyWithKey(
  issuer: Issuer,
  client: Client,
  assertion: string,
): Promise<JWTPayload> {
  const registered = client.metadata.token_endpoint_auth_signing_alg;
  const algorithms = registered === undefined ? [...ASSERTION_SIGNING_ALGORITHMS] : [registered];
  return verifying(async () => {
    const { payload } = await jwtVerify(assertion, (header) => clientKey(issuer, client, header), {
      ...expectations(issuer, client),
      algorithms,
    });
    return payload;
  });
}

async function verifyWithSecret(
  issuer: Issuer,
  client: Client,
  assertion: string,
): Promise<JWTPayload> {
  const registered = client.metadata.token_endpoint_auth_signing_alg;
  const algorithms = registered === undefined ? [...ASSERTION_MAC_ALGORITHMS] : [registered];
  const secrets = openAssertionSecrets(issuer, client);
  return verifying(async () => {
    let failure: unknown = new errors.JWSSignatureVerificationFailed();
    for (const secret of secrets) {
      try {
        const key = new TextEncoder().encode(secret);
        return (await jwtVerify(assertion, key, { ...expectations(issuer, client), algorithms }))
          .payload;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  });
}

function expectations(issuer: Issuer, client: Client) {
  return {
    issuer: client.id,
    subject: client.id,
    audience: [issuer.url, ...AUTHENTICATING_ENDPOINTS.map((path) => `${issuer.url}${path}`)],
    currentDate: issuer.clock(),
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  };
}

async function verifying(verify: () => Promise<JWTPayload>): Promise<JWTPayload> {
  try {
    return await verify();
  } catch (error) {
    throw new InvalidClient(`Client authentication failed: ${reason(error)}.`);
  }
}

/** What is wrong with an assertion, in words its sender can act on. */
function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "the client_assertion has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `the claim ${error.claim} of the client_assertion is wrong`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return "the client_assertion is signed with an algorithm the client is not registered for";
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return "no key of the client's jwks or jwks_uri fits the client_assertion";
  }
  return "the client_assertion could not be verified with the client's keys";
}
