import { narrowedAudience } from "../../audience.js";
import { openAuthorizationCode } from "../../artefacts.js";
import type { AuthorizationCodeFacts } from "../../artefacts.js";
import type { Client } from "../../client.js";
import { InvalidGrant, InvalidRequest } from "../../errors.js";
import { askAboutGrant } from "../../hooks/ask-about-grant.js";
import { after, numericDate } from "../../issuer.js";
import type { Issuer } from "../../issuer.js";
import type { Parameters } from "../../parameters.js";
import { verifyCodeVerifier } from "../../pkce.js";
import { assertIdTokenEncryptable } from "../../response-encryption.js";
import { asksForRefreshToken } from "../../scope.js";
import type { IssuableGrant } from "../../stores.js";
import type { GrantType } from "../grant-type.js";
import { issueTokens } from "../issue-tokens.js";

/** Redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export const authorizationCode: GrantType = {
  name: "authorization_code",
  async redeem(issuer, client, parameters) {
    const code = read(issuer, client, parameters);
    await assertGrantedResources(issuer, code.grantId, parameters);
    await assertIdTokenEncryptable(issuer, client);
    await askAboutGrant(issuer, {
      client,
      grantType: "authorization_code",
      grantId: code.grantId,
      ...(code.nonce === undefined ? {} : { nonce: code.nonce }),
      isDue: (grant) => grant.redeemedAt === undefined,
    });
    const now = issuer.clock();
    const refreshLifetime = refreshTokenLifetime(issuer, client);
    const accessTokenLifetime = client.lifespan(
      "authorization_code_grant_access_token_lifespan",
      issuer.policy.lifetimes.accessToken,
    );
    const grant = await redeemOnce(issuer, code, {
      mayRefresh: client.grantTypes.has("refresh_token"),
      refreshLifetime,
      accessTokenLifetime,
      now,
    });
    return issueTokens(issuer, {
      client,
      grant,
      scope: grant.scope,
      audience: narrowedAudience(grant.audience, parameters),
      accessTokenLifetime,
      idTokenLifetime: client.lifespan(
        "authorization_code_grant_id_token_lifespan",
        issuer.policy.lifetimes.idToken,
      ),
      withRefreshToken: client.grantTypes.has("refresh_token") && asksForRefreshToken(grant.scope),
      ...(code.nonce === undefined ? {} : { nonce: code.nonce }),
    });
  },
};

/** Every check that needs no write: RFC 6749 §4.1.3 and RFC 7636 §4.6. */
function read(issuer: Issuer, client: Client, parameters: Parameters): AuthorizationCodeFacts {
  const facts = openAuthorizationCode(issuer, parameters.required("code"));
  if (facts === undefined || facts.clientId !== client.id) {
    throw new InvalidGrant("The authorization code is malformed or was issued to another client.");
  }
  if (facts.expiresAt <= numericDate(issuer.clock())) {
    throw new InvalidGrant("The authorization code has expired. Start the authorization again.");
  }
  const redirectUri = parameters.optional("redirect_uri");
  if (facts.redirectUri !== undefined && redirectUri === undefined) {
    throw new InvalidRequest(
      "The parameter 'redirect_uri' is required because the authorization request had one.",
    );
  }
  // Without one in the request the only registered one was meant (RFC 6749 §3.1.2.3).
  const expected = facts.redirectUri ?? client.redirectUris[0];
  if (redirectUri !== undefined && redirectUri !== expected) {
    throw new InvalidGrant("The redirect_uri is not the one of the authorization request.");
  }
  verifyCodeVerifier(facts.codeChallenge, parameters.optional("code_verifier"));
  return facts;
}

/**
 * Throws `invalid_target` (RFC 8707 §2.2) before anything is written for a resource that the user
 * did not grant; a request without `resource` reads nothing.
 */
export async function assertGrantedResources(
  issuer: Issuer,
  grantId: string,
  parameters: Parameters,
): Promise<void> {
  if (!parameters.has("resource")) return;
  const grant = await issuer.stores.grants.find(grantId);
  if (grant !== undefined) narrowedAudience(grant.audience, parameters);
}

interface Redeeming {
  readonly mayRefresh: boolean;
  readonly refreshLifetime: number | undefined;
  readonly accessTokenLifetime: number;
  readonly now: Date;
}

/** RFC 6749 §4.1.2: a code works once; a second use revokes what the first one got. */
async function redeemOnce(
  issuer: Issuer,
  code: AuthorizationCodeFacts,
  how: Redeeming,
): Promise<IssuableGrant> {
  const refreshExpiresAt =
    how.refreshLifetime === undefined ? undefined : after(how.now, how.refreshLifetime);
  const redemption = await issuer.stores.grants.redeem(code.grantId, how.now, {
    generation: 1,
    ...(how.mayRefresh && refreshExpiresAt !== undefined ? { refreshExpiresAt } : {}),
    expiresAt: endOfGrant(
      how.now,
      how.accessTokenLifetime,
      how.mayRefresh ? how.refreshLifetime : 0,
    ),
  });
  if (redemption.outcome === "redeemed") return redemption.grant;
  if (redemption.outcome === "replayed") {
    await issuer.stores.grants.revoke(code.grantId, how.now, "reuse");
    throw new InvalidGrant("The authorization code was used before; its tokens are revoked.");
  }
  throw new InvalidGrant(
    "The authorization code is not valid any more. Start the authorization again.",
  );
}

const NEVER_SECONDS = 100 * 365 * 86_400;

/** When the row of a grant may be purged: nothing issued under it lives longer. */
export function endOfGrant(
  now: Date,
  accessTokenLifetime: number,
  refreshLifetime: number | undefined,
): Date {
  return after(now, Math.max(accessTokenLifetime, refreshLifetime ?? NEVER_SECONDS));
}

/** The lifetime of a client's first refresh token in seconds; undefined when it never ends. */
function refreshTokenLifetime(issuer: Issuer, client: Client): number | undefined {
  const ofProject = issuer.policy.lifetimes.refreshToken;
  const own = client.metadata.authorization_code_grant_refresh_token_lifespan;
  return own === null || own === undefined || own === ""
    ? ofProject
    : client.lifespan("authorization_code_grant_refresh_token_lifespan", 0);
}
