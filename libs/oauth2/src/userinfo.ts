import { InsufficientScope, InvalidToken } from "./errors.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { liveAccessToken } from "./liveness.js";

/**
 * Claims about the user of an access token (OpenID Connect Core §5.3), as they are now. Throws
 * `invalid_token` (401) and, without scope openid, `insufficient_scope` (403; RFC 6750 §3.1).
 */
export async function userinfo(issuer: Issuer, token: string): Promise<Record<string, unknown>> {
  const live = await liveAccessToken(issuer, token);
  if (live === undefined) {
    throw new InvalidToken("The access token is malformed, expired or revoked.");
  }
  const { facts } = live;
  if (!facts.scope.includes("openid") || facts.grantId === undefined) {
    throw new InsufficientScope("The access token needs scope openid.");
  }
  const grant = await issuer.stores.grants.find(facts.grantId);
  if (grant === undefined)
    throw new InvalidToken("The access token is malformed, expired or revoked.");
  return {
    ...(await issuer.subjects.ofSubject(facts.subject, facts.scope)),
    ...grant.details.idTokenClaims,
    sub: grant.details.forcedSubject ?? facts.subject,
    aud: [facts.clientId],
    auth_time: numericDate(grant.authTime),
    iat: facts.issuedAt,
    iss: issuer.url,
    rat: numericDate(grant.requestedAt),
  };
}
