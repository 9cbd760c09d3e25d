import type { SettingGroup } from "../setting.js";
import { HOUR, MINUTE, YEAR, flag, lifetime } from "../setting-kinds.js";

/** What clients have to do for their tokens. PKCE is always asked of clients without a secret. */
export const grants: SettingGroup = {
  id: "grants",
  title: "Grants and PKCE",
  purpose:
    "What clients have to do for their tokens. PKCE is always asked of clients without a secret.",
  settings: [
    flag(
      "oauth2.pkce.enforced",
      "Ask everybody for PKCE",
      "Authorization requests of clients with a secret need PKCE, too.",
    ),
    lifetime(
      "oauth2.grant.refresh_token.rotation_grace_period",
      "Refresh grace period",
      "How long a used refresh token may be used again, for clients that lost the answer.",
      ["10s", 0, 300, "Use 0 to 300 seconds."],
    ),
    {
      kind: "duration",
      wire: "oauth2.grant.refresh_token.absolute_lifetime",
      name: "Longest life of a grant",
      sentence: "However often it is refreshed, a grant ends then.",
      initial: -1,
      least: HOUR,
      most: 10 * YEAR,
      range: "Use 1 hour to 10 years, or none.",
      never: "No end",
    },
    flag(
      "oauth2.client_credentials.default_grant_allowed_scope",
      "Grant every allowed scope to services",
      "A client credentials request without scope gets all scopes of its client.",
    ),
    flag(
      "oauth2.grant.jwt.iat_optional",
      "Assertions without iat",
      "Assertions of trusted issuers need not say when they were made.",
    ),
    flag(
      "oauth2.grant.jwt.jti_optional",
      "Assertions without jti",
      "Assertions of trusted issuers need no ID of their own.",
    ),
    lifetime(
      "oauth2.grant.jwt.max_ttl",
      "Longest life of an assertion",
      "Assertions that last longer are refused.",
      ["720h0m0s", MINUTE, YEAR, "Use 1 minute to 1 year."],
    ),
  ],
};
