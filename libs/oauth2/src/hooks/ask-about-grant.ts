import type { Client } from "../client.js";
import type { Issuer } from "../issuer.js";
import { words } from "../parameters.js";
import type { Grant } from "../stores.js";
import { askHooks, hasHooks } from "./token-hook.js";

export interface GrantQuestion {
  readonly client: Client;
  readonly grantType: string;
  readonly grantId: string;
  readonly nonce?: string;
  /** Whether the write that follows can succeed for this grant as it is now. */
  readonly isDue: (grant: Grant) => boolean;
}

/**
 * Asks the hooks about tokens of a grant before the write that redeems or rotates it: a hook that
 * refuses or fails leaves the code or refresh token as good as it was. A code that was used, a
 * token that was replaced or a grant that was revoked asks nobody: the write that follows refuses
 * it. What a hook gave is kept with the grant, so that userinfo and later refreshes have it too.
 */
export async function askAboutGrant(issuer: Issuer, question: GrantQuestion): Promise<void> {
  const { client, grantType } = question;
  if (!hasHooks(issuer, grantType)) return;
  const grant = await issuer.stores.grants.find(question.grantId);
  if (grant === undefined || grant.revokedAt !== undefined || !question.isDue(grant)) return;
  const { details } = grant;
  const before = {
    accessToken: details.accessTokenClaims ?? {},
    idToken: details.idTokenClaims ?? {},
  };
  const requested = words(new URLSearchParams(details.query ?? "").get("scope") ?? undefined);
  const claims = await askHooks(issuer, {
    client,
    grantType,
    subject: grant.subject,
    ...(details.forcedSubject === undefined ? {} : { forcedSubject: details.forcedSubject }),
    requestedScope: requested.length > 0 ? requested : grant.scope,
    scope: grant.scope,
    audience: grant.audience,
    claims: before,
    consentId: grant.id,
    ...(details.acr === undefined ? {} : { acr: details.acr }),
    ...(details.amr === undefined ? {} : { amr: details.amr }),
    ...(question.nonce === undefined ? {} : { nonce: question.nonce }),
  });
  if (JSON.stringify(claims) === JSON.stringify(before)) return;
  await issuer.stores.grants.keepDetails(grant.id, {
    ...details,
    accessTokenClaims: claims.accessToken,
    idTokenClaims: claims.idToken,
  });
}
