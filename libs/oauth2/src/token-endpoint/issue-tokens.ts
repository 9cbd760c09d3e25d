import { issueAccessToken } from "../access-token.js";
import { sealRefreshToken } from "../artefacts.js";
import type { Client } from "../client.js";
import { issueIdToken } from "../id-token.js";
import type { Issuer } from "../issuer.js";
import type { IssuableGrant } from "../stores.js";
import type { TokenResponse } from "./grant-type.js";

export interface TokensOfGrant {
  readonly client: Client;
  readonly grant: IssuableGrant;
  /** The scope of these tokens: the grant's, or less (RFC 6749 §6). */
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** Seconds. */
  readonly accessTokenLifetime: number;
  readonly idTokenLifetime: number;
  readonly withRefreshToken: boolean;
  readonly nonce?: string;
}

/** Issues what a grant entitles to (RFC 6749 §5.1; OpenID Connect Core §3.1.3.3, §12.2). */
export async function issueTokens(issuer: Issuer, tokens: TokensOfGrant): Promise<TokenResponse> {
  const { client, grant, scope } = tokens;
  const accessToken = await issueAccessToken(issuer, {
    client,
    grantId: grant.id,
    generation: grant.generation,
    subject: grant.subject,
    scope,
    audience: tokens.audience,
    lifetime: tokens.accessTokenLifetime,
    claims: grant.details.accessTokenClaims,
  });
  const idToken = scope.includes("openid")
    ? await issueIdToken(issuer, {
        client,
        grant,
        scope,
        lifetime: tokens.idTokenLifetime,
        accessToken,
        ...(tokens.nonce === undefined ? {} : { nonce: tokens.nonce }),
      })
    : undefined;
  const refreshToken = tokens.withRefreshToken
    ? sealRefreshToken(issuer, {
        grantId: grant.id,
        generation: grant.generation,
        clientId: client.id,
        scope: grant.scope,
        audience: grant.audience,
        grantedAtMs: grant.requestedAt.getTime(),
      })
    : undefined;
  return {
    access_token: accessToken,
    expires_in: Math.floor(tokens.accessTokenLifetime),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: scope.join(" "),
    token_type: "bearer",
  };
}
