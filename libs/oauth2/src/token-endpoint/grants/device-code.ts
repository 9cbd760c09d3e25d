import { narrowedAudience } from "../../audience.js";
import { openDeviceCode } from "../../artefacts.js";
import type { Client } from "../../client.js";
import { DEVICE_GRANT_TYPE } from "../../device-authorization/authorize-device.js";
import { AccessDenied, InvalidGrant, OAuthError } from "../../errors.js";
import { after, numericDate } from "../../issuer.js";
import { askAboutGrant } from "../../hooks/ask-about-grant.js";
import type { Issuer } from "../../issuer.js";
import { assertIdTokenEncryptable } from "../../response-encryption.js";
import { asksForRefreshToken } from "../../scope.js";
import type { IssuableGrant } from "../../stores.js";
import type { GrantType } from "../grant-type.js";
import { issueTokens } from "../issue-tokens.js";
import { assertGrantedResources, endOfGrant } from "./authorization-code.js";

/** A device asks whether its user has decided (RFC 8628 §3.4). */
export const deviceCode: GrantType = {
  name: DEVICE_GRANT_TYPE,
  async redeem(issuer, client, parameters) {
    const deviceId = read(issuer, client, parameters.required("device_code"));
    const now = issuer.clock();
    const { pollingInterval } = issuer.policy.deviceAuthorization;
    const polled = await issuer.stores.devices.poll(deviceId, now, pollingInterval);
    if (polled.outcome !== "approved") throw notYet(polled.outcome);
    await assertGrantedResources(issuer, polled.grantId, parameters);
    await assertIdTokenEncryptable(issuer, client);
    await askAboutGrant(issuer, {
      client,
      grantType: DEVICE_GRANT_TYPE,
      grantId: polled.grantId,
      isDue: (grant) => grant.redeemedAt === undefined,
    });
    const accessTokenLifetime = client.lifespan(
      "device_authorization_grant_access_token_lifespan",
      issuer.policy.lifetimes.accessToken,
    );
    const grant = await redeemOnce(issuer, client, polled.grantId, accessTokenLifetime);
    return issueTokens(issuer, {
      client,
      grant,
      scope: grant.scope,
      audience: narrowedAudience(grant.audience, parameters),
      accessTokenLifetime,
      idTokenLifetime: client.lifespan(
        "device_authorization_grant_id_token_lifespan",
        issuer.policy.lifetimes.idToken,
      ),
      withRefreshToken: client.grantTypes.has("refresh_token") && asksForRefreshToken(grant.scope),
    });
  },
};

function read(issuer: Issuer, client: Client, code: string): string {
  const facts = openDeviceCode(issuer, code);
  if (facts === undefined || facts.clientId !== client.id) {
    throw new InvalidGrant("The device_code is malformed or was issued to another client.");
  }
  if (facts.expiresAt <= numericDate(issuer.clock())) {
    throw new OAuthError("expired_token", "The device_code has expired. Begin again.");
  }
  return facts.id;
}

/** RFC 8628 §3.5 */
function notYet(outcome: "waiting" | "slow_down" | "denied" | "absent"): OAuthError {
  switch (outcome) {
    case "waiting":
      return new OAuthError("authorization_pending", "The user has not decided yet. Ask again.");
    case "slow_down":
      return new OAuthError(
        "slow_down",
        "The device asks too often. Wait five seconds longer between two questions.",
      );
    case "denied":
      return new AccessDenied("The user denied the request.");
    case "absent":
      return new InvalidGrant("The device_code is not known any more. Begin again.");
  }
}

async function redeemOnce(
  issuer: Issuer,
  client: Client,
  grantId: string,
  accessTokenLifetime: number,
): Promise<IssuableGrant> {
  const now = issuer.clock();
  const own = client.metadata.device_authorization_grant_refresh_token_lifespan;
  const lifetime = own
    ? client.lifespan("device_authorization_grant_refresh_token_lifespan", 0)
    : issuer.policy.lifetimes.refreshToken;
  const mayRefresh = client.grantTypes.has("refresh_token");
  const redemption = await issuer.stores.grants.redeem(grantId, now, {
    generation: 1,
    ...(mayRefresh && lifetime !== undefined ? { refreshExpiresAt: after(now, lifetime) } : {}),
    expiresAt: endOfGrant(now, accessTokenLifetime, mayRefresh ? lifetime : 0),
  });
  if (redemption.outcome === "redeemed") return redemption.grant;
  if (redemption.outcome === "replayed") {
    await issuer.stores.grants.revoke(grantId, now, "reuse");
  }
  throw new InvalidGrant("The device_code was used before; its tokens are revoked.");
}
