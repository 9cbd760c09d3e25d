import type { AccessTokenFacts } from "./artefacts.js";
import { readAccessToken } from "./access-token.js";
import type { Client } from "./client.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import type { GrantState, GrantStateWithDetails } from "./stores.js";

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
  const opened = await openUnexpired(issuer, token);
  if (opened === undefined) return undefined;
  const { facts } = opened;
  const alive =
    facts.grantId === undefined
      ? !(await issuer.stores.revocations.has(facts.tokenId))
      : carries(issuer, await issuer.stores.grants.state(facts.grantId), facts);
  return alive ? opened : undefined;
}

/** The same together with what its grant says, in one read; a token without a grant has none. */
export async function liveAccessTokenWithGrant(
  issuer: Issuer,
  token: string,
): Promise<(LiveAccessToken & { readonly grant: GrantStateWithDetails | undefined }) | undefined> {
  const opened = await openUnexpired(issuer, token);
  if (opened === undefined) return undefined;
  const { grantId, tokenId } = opened.facts;
  if (grantId === undefined) {
    const revoked = await issuer.stores.revocations.has(tokenId);
    return revoked ? undefined : { ...opened, grant: undefined };
  }
  const grant = await issuer.stores.grants.stateWithDetails(grantId);
  return carries(issuer, grant, opened.facts) ? { ...opened, grant } : undefined;
}

async function openUnexpired(issuer: Issuer, token: string): Promise<LiveAccessToken | undefined> {
  const facts = readAccessToken(issuer, token);
  if (facts === undefined || facts.expiresAt <= numericDate(issuer.clock())) return undefined;
  const client = await issuer.client(facts.clientId);
  if (client === undefined || facts.issuedAtMs <= client.notBefore) return undefined;
  return { facts, client };
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
