import { allows, narrowedAudience } from "../../audience.js";
import { openRefreshToken } from "../../artefacts.js";
import type { RefreshTokenFacts } from "../../artefacts.js";
import type { Client } from "../../client.js";
import { InvalidGrant, InvalidScope } from "../../errors.js";
import { askAboutGrant } from "../../hooks/ask-about-grant.js";
import { after } from "../../issuer.js";
import type { Issuer } from "../../issuer.js";
import { isCurrent } from "../../liveness.js";
import type { Parameters } from "../../parameters.js";
import { assertIdTokenEncryptable } from "../../response-encryption.js";
import { assertScope } from "../../scope.js";
import type { Grant, IssuableGrant } from "../../stores.js";
import type { GrantType } from "../grant-type.js";
import { issueTokens } from "../issue-tokens.js";
import { endOfGrant } from "./authorization-code.js";

/** Refreshes an access token (RFC 6749 §6) and rotates the refresh token (RFC 9700 §4.14.2). */
export const refreshToken: GrantType = {
  name: "refresh_token",
  async redeem(issuer, client, parameters) {
    const presented = read(issuer, client, parameters);
    const scope = narrowed(presented.scope, parameters.words("scope"));
    assertStillAllowed(issuer, client, presented);
    const audience = narrowedAudience(presented.audience, parameters);
    await assertIdTokenEncryptable(issuer, client);
    await askAboutGrant(issuer, {
      client,
      grantType: "refresh_token",
      grantId: presented.grantId,
      isDue: (grant) => isRefreshable(issuer, grant, presented.generation),
    });
    const accessTokenLifetime = client.lifespan(
      "refresh_token_grant_access_token_lifespan",
      issuer.policy.lifetimes.accessToken,
    );
    const grant = await rotate(issuer, client, presented, accessTokenLifetime);
    return issueTokens(issuer, {
      client,
      grant,
      scope,
      audience,
      accessTokenLifetime,
      idTokenLifetime: client.lifespan(
        "refresh_token_grant_id_token_lifespan",
        issuer.policy.lifetimes.idToken,
      ),
      withRefreshToken: true,
    });
  },
};

function read(issuer: Issuer, client: Client, parameters: Parameters): RefreshTokenFacts {
  const facts = openRefreshToken(issuer, parameters.required("refresh_token"));
  if (facts === undefined || facts.clientId !== client.id) {
    throw new InvalidGrant("The refresh token is malformed or was issued to another client.");
  }
  if (facts.grantedAtMs <= client.notBefore) {
    throw new InvalidGrant("The refresh token was revoked.");
  }
  return facts;
}

/** RFC 6749 §6: the scope of a refresh may be less than what was granted, never more. */
function narrowed(granted: readonly string[], requested: readonly string[]): readonly string[] {
  if (requested.length === 0) return granted;
  for (const scope of requested) {
    if (!granted.includes(scope)) {
      throw new InvalidScope(`Scope '${scope}' was not granted. A refresh may only ask for less.`);
    }
  }
  return requested;
}

/** What was granted is checked against the client as it is now. */
function assertStillAllowed(issuer: Issuer, client: Client, facts: RefreshTokenFacts): void {
  assertScope(client, facts.scope, issuer.policy.scopeStrategy);
  for (const audience of facts.audience) {
    if (!allows(client.audience, audience)) {
      throw new InvalidGrant(`The client is not allowed audience '${audience}' any more.`);
    }
  }
}

function isRefreshable(issuer: Issuer, grant: Grant, generation: number): boolean {
  const ends = grant.refreshExpiresAt;
  return (ends === undefined || ends > issuer.clock()) && isCurrent(issuer, grant, generation);
}

async function rotate(
  issuer: Issuer,
  client: Client,
  facts: RefreshTokenFacts,
  accessTokenLifetime: number,
): Promise<IssuableGrant> {
  const now = issuer.clock();
  const lifetime = nextLifetime(issuer, client, facts, now);
  const rotation = await issuer.stores.grants.rotate(facts.grantId, facts.generation, now, {
    graceSeconds: issuer.policy.refreshGraceSeconds,
    ...(lifetime === undefined ? {} : { refreshExpiresAt: after(now, lifetime) }),
    expiresAt: endOfGrant(now, accessTokenLifetime, lifetime),
  });
  if (rotation.outcome === "rotated" || rotation.outcome === "repeated") return rotation.grant;
  if (rotation.outcome === "reused") {
    await issuer.stores.grants.revoke(facts.grantId, now, "reuse");
    throw new InvalidGrant(
      "The refresh token was used before; every token of its grant is revoked.",
    );
  }
  if (rotation.outcome === "expired") throw new InvalidGrant("The refresh token has expired.");
  throw new InvalidGrant("The refresh token was revoked.");
}

/**
 * Seconds the next refresh token lives: the idle lifetime, cut where the grant reaches the absolute
 * one (RFC 9700 §4.14.2); undefined when neither ends it. Throws `invalid_grant` past the latter.
 */
function nextLifetime(
  issuer: Issuer,
  client: Client,
  facts: RefreshTokenFacts,
  now: Date,
): number | undefined {
  const idle = refreshTokenLifetime(issuer, client);
  const absolute = issuer.policy.refreshAbsoluteSeconds;
  if (absolute === undefined) return idle;
  const left = absolute - (now.getTime() - facts.grantedAtMs) / 1000;
  if (left <= 0) throw new InvalidGrant("The refresh token has expired. Ask the user again.");
  return Math.min(idle ?? left, left);
}

/** The idle lifetime of a client's next refresh token in seconds; undefined when it never ends. */
function refreshTokenLifetime(issuer: Issuer, client: Client): number | undefined {
  const own = client.metadata.refresh_token_grant_refresh_token_lifespan;
  return own === null || own === undefined || own === ""
    ? issuer.policy.lifetimes.refreshToken
    : client.lifespan("refresh_token_grant_refresh_token_lifespan", 0);
}
