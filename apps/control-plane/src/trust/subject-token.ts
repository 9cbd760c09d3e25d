import type { TrustedIssuerRow } from "@grantry/persistence";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { ExchangeError } from "./exchange-error.js";
import type { IssuerKeys } from "./issuer-keys.js";
import { IssuerKeysUnavailable } from "./issuer-keys.js";

/** Signatures that an issuer's token may carry: public keys only, nothing broken. */
const ALGORITHMS = [
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
];
const CLOCK_SKEW_SECONDS = 60;
const LONGEST_LIFE_SECONDS = 24 * 3_600;
const LONGEST_TOKEN = 16_384;
/** Media types of other tokens (RFC 9068, RFC 8725 §3.11): they speak of something else. */
const ORDINARY_TYPES = new Set(["jwt", "application/jwt"]);

/** A subject token that holds: who it speaks of, and until when. */
export interface SubjectToken {
  subject: string;
  expiresAt: Date;
  id: string | undefined;
  claims: Readonly<Record<string, unknown>>;
}

/**
 * The issuer that a token names, before anything is checked.
 * @throws ExchangeError `invalid_request`
 */
export function issuerNamedBy(value: string): string {
  try {
    if (value.length > LONGEST_TOKEN) throw new Error("too long");
    const { iss } = decodeJwt(value);
    const { alg = "", typ = "JWT" } = decodeProtectedHeader(value);
    if (!ALGORITHMS.includes(alg) || !ORDINARY_TYPES.has(typ.toLowerCase()))
      throw new Error("kind");
    if (typeof iss === "string" && iss !== "") return iss;
  } catch {
    // What cannot be read is refused like what names nobody.
  }
  throw refusal("subject_token is not a signed JWT that names its issuer.");
}

/**
 * Verifies a token of a trusted issuer: signature, issuer, audience and times (RFC 7519 §7.2).
 * @throws ExchangeError `invalid_request`, or `temporarily_unavailable` while there are no keys
 */
export async function verifySubjectToken(
  keys: IssuerKeys,
  trusted: Pick<TrustedIssuerRow, "issuer" | "jwksUri" | "audience">,
  value: string,
  now: Date,
): Promise<SubjectToken> {
  try {
    const { payload } = await jwtVerify(
      value,
      (header, token) => keys.find(trusted, header, token),
      {
        issuer: trusted.issuer,
        audience: trusted.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ["sub", "exp"],
        currentDate: now,
      },
    );
    const { sub = "", exp = 0, jti } = payload;
    const longest = now.getTime() / 1_000 + LONGEST_LIFE_SECONDS + CLOCK_SKEW_SECONDS;
    if (exp > longest) throw refusal("subject_token lives for longer than a day.");
    return { subject: sub, expiresAt: new Date(exp * 1_000), id: jti, claims: payload };
  } catch (cause) {
    if (cause instanceof ExchangeError) throw cause;
    if (cause instanceof IssuerKeysUnavailable) {
      throw new ExchangeError("temporarily_unavailable", cause.message, 503);
    }
    if (cause instanceof errors.JOSEError) throw refusal(reasonOf(cause));
    throw cause;
  }
}

/** Until when an exchanged token could be presented again. */
export function replayableUntil({ expiresAt }: SubjectToken): Date {
  return new Date(expiresAt.getTime() + 2 * CLOCK_SKEW_SECONDS * 1_000);
}

function reasonOf(cause: errors.JOSEError): string {
  if (cause instanceof errors.JWTExpired) return "subject_token has expired.";
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return `subject_token has a claim that is missing or does not fit: ${cause.claim}.`;
  }
  return "subject_token has no valid signature of its issuer.";
}

function refusal(description: string): ExchangeError {
  return new ExchangeError("invalid_request", description);
}
