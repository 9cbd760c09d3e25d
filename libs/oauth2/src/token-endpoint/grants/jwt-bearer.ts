import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from "jose";
import type { JWK, JWTPayload } from "jose";
import { issueAccessToken } from "../../access-token.js";
import { readAudience } from "../../audience.js";
import { ASSERTION_SIGNING_ALGORITHMS } from "../../client-authentication/client-assertion.js";
import { InvalidGrant, InvalidScope } from "../../errors.js";
import { askHooks } from "../../hooks/token-hook.js";
import { ENDPOINTS, numericDate } from "../../issuer.js";
import type { Issuer } from "../../issuer.js";
import { assertScope, covers } from "../../scope.js";
import type { TrustedIssuer } from "../../stores.js";
import type { GrantType } from "../grant-type.js";

/** RFC 7523 §2.1 */
export const JWT_BEARER_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const CLOCK_TOLERANCE_SECONDS = 5;
const LONGEST_ASSERTION = 16_384;

/** A JWT of a trusted issuer stands for a user's grant (RFC 7523 §3.1). */
export const jwtBearer: GrantType = {
  name: JWT_BEARER_GRANT_TYPE,
  async redeem(issuer, client, parameters) {
    const assertion = parameters.required("assertion");
    const { claims, trusted } = await verify(issuer, assertion);
    const scope = parameters.words("scope");
    assertScope(client, scope, issuer.policy.scopeStrategy);
    for (const each of scope) {
      if (!covers(trusted.scope, each, issuer.policy.scopeStrategy)) {
        throw new InvalidScope(`The trusted issuer may not vouch for scope '${each}'.`);
      }
    }
    const audience = readAudience(client, parameters);
    // Before the assertion is used up: the same one may come again after a hook that failed.
    const session = await askHooks(issuer, {
      client,
      grantType: JWT_BEARER_GRANT_TYPE,
      subject: String(claims.sub),
      requestedScope: scope,
      scope,
      audience,
      claims: { accessToken: {}, idToken: {} },
      assertion,
    });
    await useOnce(issuer, claims);
    const lifetime = client.lifespan(
      "jwt_bearer_grant_access_token_lifespan",
      issuer.policy.lifetimes.accessToken,
    );
    const accessToken = await issueAccessToken(issuer, {
      client,
      subject: String(claims.sub),
      scope,
      audience,
      lifetime,
      claims: session.accessToken,
    });
    return {
      access_token: accessToken,
      expires_in: Math.floor(lifetime),
      scope: scope.join(" "),
      token_type: "bearer",
    };
  },
};

interface Verified {
  readonly claims: JWTPayload & { readonly exp: number };
  readonly trusted: TrustedIssuer;
}

/** RFC 7523 §3: issuer, subject, audience, expiry and signature; every failure is `invalid_grant`. */
async function verify(issuer: Issuer, assertion: string): Promise<Verified> {
  const { iss, sub, kid } = readClaimed(assertion);
  const candidates = await issuer.stores.trustedIssuers.findForAssertion({
    issuer: iss,
    subject: sub,
    kid,
    at: issuer.clock(),
  });
  if (candidates.length === 0) {
    throw new InvalidGrant("No trusted issuer with this iss, kid and subject is registered.");
  }
  let failure: unknown;
  for (const trusted of candidates) {
    try {
      const key = await importJWK(trusted.publicKey as JWK, algorithmOf(assertion));
      const { payload } = await jwtVerify(assertion, key, {
        issuer: iss,
        audience: [`${issuer.url}${ENDPOINTS.token}`, issuer.url],
        currentDate: issuer.clock(),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        algorithms: [...ASSERTION_SIGNING_ALGORITHMS],
      });
      return { claims: checkTimes(issuer, payload), trusted };
    } catch (error) {
      failure = error;
    }
  }
  throw failure instanceof InvalidGrant
    ? failure
    : new InvalidGrant(`The assertion was refused: ${reason(failure)}.`);
}

function readClaimed(assertion: string): { iss: string; sub: string; kid: string } {
  try {
    if (assertion.length > LONGEST_ASSERTION) throw new Error("too long");
    const { kid } = decodeProtectedHeader(assertion);
    const { iss, sub } = decodeJwt(assertion);
    const texts = [kid, iss, sub];
    if (texts.every((text) => typeof text === "string" && text !== "" && !text.includes("\0"))) {
      return { iss: String(iss), sub: String(sub), kid: String(kid) };
    }
  } catch {
    // The refusal below says what an assertion needs.
  }
  throw new InvalidGrant("The assertion must be a signed JWT with kid, iss and sub.");
}

function algorithmOf(assertion: string): string {
  return decodeProtectedHeader(assertion).alg ?? "RS256";
}

function checkTimes(issuer: Issuer, claims: JWTPayload): JWTPayload & { readonly exp: number } {
  const { exp, iat } = claims;
  const { jwtBearer: rules } = issuer.policy;
  if (exp === undefined) throw new InvalidGrant("The assertion needs a claim exp.");
  if (iat === undefined && !rules.iatOptional) {
    throw new InvalidGrant("The assertion needs a claim iat.");
  }
  if (exp - (iat ?? numericDate(issuer.clock())) > rules.longestSeconds) {
    throw new InvalidGrant("The assertion lives longer than this project allows.");
  }
  return { ...claims, exp };
}

/** RFC 7523 §3, `jti`: an assertion works once. */
async function useOnce(issuer: Issuer, claims: Verified["claims"]): Promise<void> {
  if (claims.jti === undefined) {
    if (issuer.policy.jwtBearer.jtiOptional) return;
    throw new InvalidGrant("The assertion needs a claim jti.");
  }
  const ends = new Date((claims.exp + CLOCK_TOLERANCE_SECONDS) * 1000);
  const use = await issuer.stores.assertions.use(String(claims.iss), String(claims.jti), ends);
  if (use === "used") throw new InvalidGrant("The assertion was used before (claim jti).");
}

function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is wrong`;
  return "its signature does not fit the trusted key";
}
