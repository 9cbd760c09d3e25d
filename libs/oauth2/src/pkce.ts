import { createHash } from "node:crypto";
import { equalInConstantTime } from "./constant-time.js";
import { InvalidGrant, InvalidRequest } from "./errors.js";
import type { Parameters } from "./parameters.js";

/** RFC 7636 §4.2: the base64url form of a SHA-256 digest. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 §4.1 */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/** The only method: `plain` protects nothing against whoever sees the request (RFC 9700 §2.1.1). */
export const CODE_CHALLENGE_METHODS = ["S256"] as const;

/**
 * The code challenge of an authorization request, or nothing. Throws `invalid_request` (RFC 7636
 * §4.4.1) when one is required and missing, when the method is not S256 and when it is malformed.
 */
export function readCodeChallenge(parameters: Parameters, required: boolean): string | undefined {
  const challenge = parameters.optional("code_challenge");
  const method = parameters.optional("code_challenge_method");
  if (challenge === undefined) {
    if (method !== undefined) {
      throw new InvalidRequest(
        "The parameter 'code_challenge' is missing beside 'code_challenge_method'.",
      );
    }
    if (required) {
      throw new InvalidRequest(
        "This client must use PKCE: send code_challenge and code_challenge_method=S256.",
      );
    }
    return undefined;
  }
  if (method !== "S256") {
    throw new InvalidRequest(
      "The transformation is not supported: send code_challenge_method=S256.",
    );
  }
  if (!CHALLENGE.test(challenge)) {
    throw new InvalidRequest(
      "The parameter 'code_challenge' is not the base64url form of a SHA-256 digest.",
    );
  }
  return challenge;
}

/**
 * Verifies a code verifier (RFC 7636 §4.6). Throws `invalid_grant` when it does not fit, when it is
 * missing beside a challenge, and when it comes without one (RFC 9700 §4.8.2: a downgrade).
 */
export function verifyCodeVerifier(
  challenge: string | undefined,
  verifier: string | undefined,
): void {
  if (challenge === undefined) {
    if (verifier === undefined) return;
    throw new InvalidGrant(
      "A code_verifier was sent, but the authorization request had no code_challenge.",
    );
  }
  if (verifier === undefined) {
    throw new InvalidGrant(
      "The code_verifier is missing: the authorization request had a code_challenge.",
    );
  }
  if (!VERIFIER.test(verifier)) {
    throw new InvalidGrant("The code_verifier must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~");
  }
  const computed = createHash("sha256").update(verifier).digest("base64url");
  if (!equalInConstantTime(challenge, computed)) {
    throw new InvalidGrant("The code_verifier does not match the code_challenge.");
  }
}
