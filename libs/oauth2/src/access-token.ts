import { freshId, openAccessToken, sealAccessToken } from "./artefacts.js";
import type { AccessTokenFacts } from "./artefacts.js";
import type { Client } from "./client.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { openedOnce } from "./opened-tokens.js";
import { words } from "./parameters.js";

/** Claims of a JWT access token that its session cannot override (RFC 9068 §2.2). */
const RESERVED: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "client_id",
  "scp",
  "scope",
  "ext",
]);

export interface NewAccessToken {
  readonly client: Client;
  readonly grantId?: string | undefined;
  readonly generation?: number | undefined;
  readonly subject: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** Seconds. */
  readonly lifetime: number;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Issues an access token in the client's format: sealed (opaque), or a signed JWT (RFC 9068 in
 * Hydra's claim layout). Nothing is stored.
 */
export async function issueAccessToken(issuer: Issuer, token: NewAccessToken): Promise<string> {
  const now = issuer.clock();
  const facts: AccessTokenFacts = {
    tokenId: freshId(),
    grantId: token.grantId,
    generation: token.generation,
    clientId: token.client.id,
    subject: token.subject,
    scope: token.scope,
    audience: token.audience,
    issuedAtMs: now.getTime(),
    expiresAt: numericDate(now) + Math.floor(token.lifetime),
    claims: isEmpty(token.claims) ? undefined : token.claims,
  };
  const strategy = token.client.metadata.access_token_strategy || issuer.policy.accessTokenStrategy;
  return strategy === "jwt" ? signAccessToken(issuer, facts) : sealAccessToken(issuer, facts);
}

function isEmpty(claims: NewAccessToken["claims"]): boolean {
  return claims === undefined || Object.keys(claims).length === 0;
}

/** The facts of an access token of this issuer, whichever format it has, or nothing. */
export function readAccessToken(issuer: Issuer, token: string): AccessTokenFacts | undefined {
  const open = token.startsWith("eyJ") ? readSignedAccessToken : openAccessToken;
  return openedOnce(issuer, token, open);
}

function signAccessToken(issuer: Issuer, facts: AccessTokenFacts): Promise<string> {
  const { policy } = issuer;
  const session = facts.claims ?? {};
  const issuedAt = Math.floor(facts.issuedAtMs / 1000);
  const promoted = Object.fromEntries(
    policy.allowedTopLevelClaims
      .filter((name) => !RESERVED.has(name) && Object.hasOwn(session, name))
      .map((name) => [name, session[name]]),
  );
  const claims: Record<string, unknown> = {
    ...promoted,
    iss: issuer.url,
    sub: facts.subject,
    // RFC 9068 §3: without a requested resource the audience is a default one, never empty.
    aud: facts.audience.length > 0 ? facts.audience : [issuer.url],
    exp: facts.expiresAt,
    iat: issuedAt,
    // Liveness of the grant is found through the identifier; sealed, it tells a reader nothing.
    jti: issuer.sealer.seal(
      "jti",
      JSON.stringify([facts.tokenId, facts.grantId ?? 0, facts.generation ?? -1, facts.issuedAtMs]),
    ),
    client_id: facts.clientId,
  };
  if (!policy.excludeNotBeforeClaim) claims["nbf"] = issuedAt;
  if (policy.jwtScopeClaim !== "string") claims["scp"] = facts.scope;
  if (policy.jwtScopeClaim !== "list") claims["scope"] = facts.scope.join(" ");
  if (policy.mirrorTopLevelClaims) claims["ext"] = session;
  return issuer.keys.sign(issuer.keys.accessTokenAlgorithm, "at+jwt", claims);
}

/** The claims of a JWT access token as this issuer signs them. */
interface SignedClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  readonly client_id: string;
  readonly scp?: readonly string[];
  readonly scope?: string;
  readonly ext?: Readonly<Record<string, unknown>>;
}

function readSignedAccessToken(issuer: Issuer, token: string): AccessTokenFacts | undefined {
  const verified = issuer.keys.verify(token);
  if (verified === undefined || verified.type !== "at+jwt") return undefined;
  // The signature is ours, so the claims have the shape that signAccessToken gave them.
  const claims = verified.claims as unknown as SignedClaims;
  const identity = issuer.sealer.open("jti", claims.jti);
  if (identity === undefined || claims.iss !== issuer.url) return undefined;
  const [tokenId, grantId, generation, issuedAtMs] = JSON.parse(identity.toString()) as [
    string,
    string | 0,
    number,
    number,
  ];
  return {
    tokenId,
    grantId: grantId === 0 ? undefined : grantId,
    generation: generation === -1 ? undefined : generation,
    clientId: claims.client_id,
    subject: claims.sub,
    scope: claims.scp ?? words(claims.scope),
    audience: claims.aud,
    issuedAtMs,
    expiresAt: claims.exp,
    claims: isEmpty(claims.ext) ? undefined : claims.ext,
  };
}
