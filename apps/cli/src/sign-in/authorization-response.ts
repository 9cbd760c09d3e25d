import { Failure } from "../failure.js";

/** What a client remembers of the authorization request it sent. */
export interface Expectation {
  state: string;
  issuer: string | undefined;
}

/**
 * Reads an authorization response (RFC 6749 §4.1.2, RFC 9207 §2.4).
 * @returns the authorization code
 * @throws Failure when it is not the answer to this request, or an error
 */
export function readAuthorizationResponse(
  parameters: URLSearchParams,
  expected: Expectation,
): string {
  const state = parameters.get("state") ?? "";
  if (state !== expected.state) {
    throw new Failure(`States do not match. Expected ${expected.state}, got ${state}`);
  }
  const issuer = parameters.get("iss");
  if (issuer !== null && expected.issuer !== undefined && issuer !== expected.issuer) {
    throw new Failure(`Issuers do not match. Expected ${expected.issuer}, got ${issuer}`);
  }
  const error = parameters.get("error");
  if (error !== null) {
    throw new Failure(`Got error: ${parameters.get("error_description") || error}`);
  }
  const code = parameters.get("code");
  if (code === null || code === "") throw new Failure("The answer carries no authorization code.");
  return code;
}

/** The claims of an ID token that came straight from the token endpoint (OpenID Connect Core §3.1.3.7). */
export function readIdToken(idToken: string): Record<string, unknown> {
  const payload = idToken.split(".")[1] ?? "";
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (typeof claims === "object" && claims !== null) return { ...claims };
  } catch {
    // Falls through to the same refusal: a broken token and a wrong one are equally useless.
  }
  throw new Failure("The ID token cannot be read.");
}

/**
 * Checks that an ID token belongs to the request that was sent.
 * @throws Failure when nonce, audience or issuer do not fit
 */
export function checkIdToken(
  idToken: string,
  expected: { nonce: string; clientId: string; issuer: string | undefined },
): void {
  const claims = readIdToken(idToken);
  if (claims["nonce"] !== expected.nonce) throw new Failure("The ID token carries another nonce.");
  if (![claims["aud"]].flat().includes(expected.clientId)) {
    throw new Failure("The ID token is for another client.");
  }
  if (expected.issuer !== undefined && claims["iss"] !== expected.issuer) {
    throw new Failure("The ID token comes from another issuer.");
  }
}
