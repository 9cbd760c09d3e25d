import { openRefreshToken } from "./artefacts.js";
import type { Client } from "./client.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { isCurrent, liveAccessToken } from "./liveness.js";
import type { LiveAccessToken } from "./liveness.js";
import { covers } from "./scope.js";
import { subjectFor } from "./subject-identifier.js";

/** An introspection response (RFC 7662 §2.2) in Hydra's members. */
export type Introspection = { readonly active: false } | ActiveToken;

export interface ActiveToken {
  readonly active: true;
  readonly scope: string;
  readonly client_id: string;
  readonly sub: string;
  readonly exp?: number;
  readonly iat: number;
  readonly nbf: number;
  readonly aud: readonly string[];
  readonly iss: string;
  readonly token_type: "Bearer";
  readonly token_use: "access_token" | "refresh_token";
  readonly ext: Readonly<Record<string, unknown>>;
  /** What the client was told the subject is, when that is another identifier. */
  readonly obfuscated_subject?: string;
}

const INACTIVE: Introspection = { active: false };

/**
 * Says whether a token is good now and what it carries (RFC 7662). Never refuses a token: whatever
 * is unknown, expired, revoked or does not cover `scope` is inactive and nothing more is said.
 */
export async function introspect(
  issuer: Issuer,
  token: string,
  scope: readonly string[] = [],
): Promise<Introspection> {
  const answer =
    (await accessToken(issuer, token)) ?? (await refreshToken(issuer, token)) ?? INACTIVE;
  if (!answer.active) return answer;
  const held = answer.scope.split(" ");
  return scope.every((each) => covers(held, each, issuer.policy.scopeStrategy)) ? answer : INACTIVE;
}

/**
 * What a client may learn (RFC 7662 §2.1, §4): tokens it was issued or is the audience of; every
 * other one is inactive to it.
 */
export async function introspectAs(
  issuer: Issuer,
  client: Client,
  token: string,
): Promise<Introspection> {
  const answer = await introspect(issuer, token);
  if (!answer.active) return answer;
  const concerned =
    answer.client_id === client.id ||
    answer.aud.includes(client.id) ||
    client.audience.some((audience) => answer.aud.includes(audience));
  return concerned ? answer : INACTIVE;
}

async function accessToken(issuer: Issuer, token: string): Promise<Introspection | undefined> {
  const live = await liveAccessToken(issuer, token);
  return live === undefined ? undefined : describe(issuer, live);
}

function describe(issuer: Issuer, { facts, client }: LiveAccessToken): ActiveToken {
  const told = subjectFor(issuer, client, facts.subject);
  return {
    active: true,
    scope: facts.scope.join(" "),
    client_id: facts.clientId,
    sub: facts.subject,
    exp: facts.expiresAt,
    iat: Math.floor(facts.issuedAtMs / 1000),
    nbf: Math.floor(facts.issuedAtMs / 1000),
    aud: facts.audience,
    iss: issuer.url,
    token_type: "Bearer",
    token_use: "access_token",
    ext: facts.claims ?? {},
    ...(told === facts.subject ? {} : { obfuscated_subject: told }),
  };
}

async function refreshToken(issuer: Issuer, token: string): Promise<Introspection | undefined> {
  const facts = openRefreshToken(issuer, token);
  if (facts === undefined) return undefined;
  const client = await issuer.client(facts.clientId);
  if (client === undefined || facts.grantedAtMs <= client.notBefore) return undefined;
  const grant = await issuer.stores.grants.find(facts.grantId);
  if (
    grant === undefined ||
    grant.revokedAt !== undefined ||
    !isCurrent(issuer, grant, facts.generation)
  ) {
    return undefined;
  }
  const ends = grant.refreshExpiresAt;
  if (ends !== undefined && ends <= issuer.clock()) return undefined;
  return {
    active: true,
    scope: facts.scope.join(" "),
    client_id: facts.clientId,
    sub: grant.subject,
    ...(ends === undefined ? {} : { exp: numericDate(ends) }),
    iat: Math.floor(facts.grantedAtMs / 1000),
    nbf: Math.floor(facts.grantedAtMs / 1000),
    aud: facts.audience,
    iss: issuer.url,
    token_type: "Bearer",
    token_use: "refresh_token",
    ext: grant.details.accessTokenClaims ?? {},
  };
}
