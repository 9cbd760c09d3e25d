import { hash, randomUUID } from "node:crypto";
import type { Client } from "./client.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { encryptFor } from "./response-encryption.js";
import { subjectFor } from "./subject-identifier.js";
import { SIGNING_ALGORITHMS } from "./signing-keys.js";
import type { SigningAlgorithm } from "./signing-keys.js";
import type { IssuableGrant } from "./stores.js";

/** Claims that neither consent nor identity may override (OpenID Connect Core §2). */
const PROTECTED: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "iat",
  "nonce",
  "azp",
  "at_hash",
  "c_hash",
  "s_hash",
  "sid",
  "auth_time",
  "jti",
]);

export interface NewIdToken {
  readonly client: Client;
  readonly grant: IssuableGrant;
  readonly scope: readonly string[];
  /** Seconds. */
  readonly lifetime: number;
  readonly nonce?: string;
  readonly accessToken?: string;
  readonly code?: string;
}

/** The algorithm a client's ID tokens are signed with: RS256 unless it registered another. */
export function idTokenAlgorithm(client: Client): SigningAlgorithm {
  const registered = client.metadata.id_token_signed_response_alg;
  return SIGNING_ALGORITHMS.find((algorithm) => algorithm === registered) ?? "RS256";
}

/**
 * Issues an ID token (OpenID Connect Core §2, §3.3.2.11): identity claims are those of this moment,
 * the rest is what the grant remembers of the authentication.
 */
export async function issueIdToken(issuer: Issuer, token: NewIdToken): Promise<string> {
  const { client, grant } = token;
  const now = numericDate(issuer.clock());
  const names = Object.keys(grant.details.claims?.id_token ?? {});
  const available = await issuer.subjects.ofSubject(grant.subject, token.scope, names);
  const own = { ...available, ...grant.details.idTokenClaims };
  const claims: Record<string, unknown> = Object.fromEntries(
    Object.entries(own).filter(([name]) => !PROTECTED.has(name)),
  );
  Object.assign(claims, {
    iss: issuer.url,
    sub: subjectFor(issuer, client, grant.subject, grant.details.forcedSubject),
    aud: [client.id],
    exp: now + Math.floor(token.lifetime),
    iat: now,
    rat: numericDate(grant.requestedAt),
    auth_time: numericDate(grant.authTime),
    jti: randomUUID(),
  });
  if (grant.sessionId !== undefined) claims["sid"] = grant.sessionId;
  if (grant.details.acr !== undefined) claims["acr"] = grant.details.acr;
  if (grant.details.amr !== undefined && grant.details.amr.length > 0)
    claims["amr"] = grant.details.amr;
  if (token.nonce !== undefined) claims["nonce"] = token.nonce;
  const signedWith = idTokenAlgorithm(client);
  const { accessToken, code } = token;
  if (accessToken !== undefined) claims["at_hash"] = leftHalfHash(signedWith, accessToken);
  if (code !== undefined) claims["c_hash"] = leftHalfHash(signedWith, code);
  const signed = await issuer.keys.sign(signedWith, "JWT", claims);
  const {
    id_token_encrypted_response_alg: algorithm,
    id_token_encrypted_response_enc: encryption,
  } = client.metadata;
  return algorithm === undefined
    ? signed
    : encryptFor(issuer, client, signed, algorithm, encryption);
}

/** OpenID Connect Core §3.1.3.6: the left half of the digest of the algorithm (RFC 8032 §5.1: SHA-512). */
function leftHalfHash(algorithm: SigningAlgorithm, value: string): string {
  const hex = hash(algorithm === "EdDSA" ? "sha512" : "sha256", value, "hex");
  return Buffer.from(hex.slice(0, hex.length / 2), "hex").toString("base64url");
}
