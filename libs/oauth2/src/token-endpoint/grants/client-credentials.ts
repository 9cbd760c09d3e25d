import { issueAccessToken } from "../../access-token.js";
import { readAudience } from "../../audience.js";
import { InvalidGrant } from "../../errors.js";
import { askHooks } from "../../hooks/token-hook.js";
import { OFFLINE_SCOPES, assertScope } from "../../scope.js";
import type { GrantType } from "../grant-type.js";

/**
 * The client acts for itself (RFC 6749 §4.4): no user, no refresh token, nothing stored. Scope is
 * what was asked for, never a default, unless the project says otherwise.
 */
export const clientCredentials: GrantType = {
  name: "client_credentials",
  async redeem(issuer, client, parameters) {
    if (client.isPublic) {
      throw new InvalidGrant(
        "A client without credentials cannot use grant_type client_credentials.",
      );
    }
    const requested = parameters.words("scope");
    const scope =
      requested.length === 0 && issuer.policy.clientCredentialsDefaultScope
        ? client.scopes.filter((each) => each !== "openid" && !OFFLINE_SCOPES.includes(each))
        : requested;
    assertScope(client, scope, issuer.policy.scopeStrategy);
    const audience = readAudience(client, parameters);
    const lifetime = client.lifespan(
      "client_credentials_grant_access_token_lifespan",
      issuer.policy.lifetimes.accessToken,
    );
    const claims = await askHooks(issuer, {
      client,
      grantType: "client_credentials",
      subject: client.id,
      requestedScope: requested,
      scope,
      audience,
      claims: { accessToken: {}, idToken: {} },
    });
    const accessToken = await issueAccessToken(issuer, {
      client,
      subject: client.id,
      scope,
      audience,
      lifetime,
      claims: claims.accessToken,
    });
    return {
      access_token: accessToken,
      expires_in: Math.floor(lifetime),
      scope: scope.join(" "),
      token_type: "bearer",
    };
  },
};
