import type { AccessTokenFacts } from "./artefacts.js";
import { readAccessToken } from "./access-token.js";
import type { Client } from "./client.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import type { GrantState } from "./stores.js";

/** An access token that is good now, and the client it was issued to. */
export interface LiveAccessToken {
  readonly facts: AccessTokenFacts;
  readonly client: Client;
}

/**
 * Opens an access token and asks whether it still counts: not expired, its client still there and
 * not cut off, its grant alive (one primary-key read) or, without a grant, not on the revocation
 * list. Nothing when it does not.
 */
export async function liveAccessToken(
  issuer: Issuer,
  token: string,
): Promise<LiveAccessToken | undefined> {
  const facts = readAccessToken(issuer, token);
  if (facts === undefined || facts.expiresAt <= numericDate(issuer.clock())) return undefined;
  const client = await issuer.client(facts.clientId);
  if (client === undefined || facts.issuedAtMs <= client.notBefore) return undefined;
  const alive =
    facts.grantId === undefined
      ? !(await issuer.stores.revocations.has(facts.tokenId))
      : carries(issuer, await issuer.stores.grants.state(facts.grantId), facts);
  return alive ? { facts, client } : undefined;
}

function carries(issuer: Issuer, grant: GrantState | undefined, facts: AccessTokenFacts): boolean {
  if (grant === undefined || grant.revokedAt !== undefined) return false;
  return facts.generation === undefined || isCurrent(issuer, grant, facts.generation);
}

/** Whether a generation is the one in use, or the one before it within the rotation grace. */
export function isCurrent(issuer: Issuer, grant: GrantState, generation: number): boolean {
  if (generation === grant.generation) return true;
  if (generation !== grant.generation - 1 || grant.rotatedAt === undefined) return false;
  const graceEnds = grant.rotatedAt.getTime() + issuer.policy.refreshGraceSeconds * 1000;
  return issuer.clock().getTime() < graceEnds;
}
