import { InsufficientScope, InvalidToken } from "./errors.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { liveAccessTokenWithGrant } from "./liveness.js";
import type { LiveAccessToken } from "./liveness.js";
import { encryptFor } from "./response-encryption.js";
import { SIGNING_ALGORITHMS } from "./signing-keys.js";
import { subjectFor } from "./subject-identifier.js";
import type { GrantStateWithDetails } from "./stores.js";

/** A userinfo response: claims as JSON, or signed and perhaps encrypted when the client asks so. */
export type Userinfo =
  | { readonly format: "json"; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly format: "jwt"; readonly jwt: string };

/**
 * Claims about the user of an access token (OpenID Connect Core §5.3), as they are now. Throws
 * `invalid_token` (401) and, without scope openid, `insufficient_scope` (403; RFC 6750 §3.1).
 */
export async function userinfo(issuer: Issuer, token: string): Promise<Userinfo> {
  const live = await liveAccessTokenWithGrant(issuer, token);
  if (live === undefined) throw dead();
  const { facts, client, grant } = live;
  if (!facts.scope.includes("openid") || grant === undefined) {
    throw new InsufficientScope("The access token needs scope openid.");
  }
  const claims = await claimsFor(issuer, live, grant);
  const wanted = client.metadata.userinfo_signed_response_alg;
  const algorithm = SIGNING_ALGORITHMS.find((each) => each === wanted);
  const encrypts = client.metadata.userinfo_encrypted_response_alg;
  if (algorithm === undefined && encrypts === undefined) return { format: "json", claims };
  const signed = await issuer.keys.sign(algorithm ?? "RS256", "JWT", { ...claims, aud: client.id });
  const encryption = client.metadata.userinfo_encrypted_response_enc;
  return {
    format: "jwt",
    jwt:
      encrypts === undefined
        ? signed
        : await encryptFor(issuer, client, signed, encrypts, encryption),
  };
}

async function claimsFor(
  issuer: Issuer,
  { facts, client }: LiveAccessToken,
  grant: GrantStateWithDetails,
): Promise<Record<string, unknown>> {
  const names = Object.keys(grant.details.claims?.userinfo ?? {});
  return {
    ...(await issuer.subjects.ofSubject(facts.subject, facts.scope, names)),
    ...grant.details.idTokenClaims,
    sub: subjectFor(issuer, client, facts.subject, grant.details.forcedSubject),
    aud: [facts.clientId],
    auth_time: numericDate(grant.authTime),
    iat: Math.floor(facts.issuedAtMs / 1000),
    iss: issuer.url,
    rat: numericDate(grant.requestedAt),
  };
}

function dead(): InvalidToken {
  return new InvalidToken("The access token is malformed, expired or revoked.");
}
