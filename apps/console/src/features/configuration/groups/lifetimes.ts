import type { Setting, SettingGroup } from "../setting.js";
import { DAY, HOUR, MINUTE, YEAR, lifetime } from "../setting-kinds.js";

/** How long what this project issues stays valid. */
export const lifetimes: SettingGroup = {
  id: "lifetimes",
  title: "Lifetimes",
  purpose: "How long what this project issues stays valid.",
  settings: [
    lifetime("ttl.access_token", "Access token", "What clients send to an API.", [
      "1h0m0s",
      MINUTE,
      30 * DAY,
      "Use 1 minute to 30 days.",
    ]),
    lifetime("ttl.id_token", "ID token", "What tells a client who signed in.", [
      "1h0m0s",
      MINUTE,
      30 * DAY,
      "Use 1 minute to 30 days.",
    ]),
    {
      ...lifetime("ttl.refresh_token", "Refresh token", "How long it waits for its next use.", [
        "720h0m0s",
        HOUR,
        10 * YEAR,
        "Use 1 hour to 10 years, or never.",
      ]),
      never: "Never expires",
    } as Setting,
    lifetime("ttl.auth_code", "Authorization code", "How long a client may take to redeem it.", [
      "10m0s",
      30,
      10 * MINUTE,
      "Use 30 seconds to 10 minutes.",
    ]),
    lifetime(
      "ttl.login_consent_request",
      "Sign-in attempt",
      "How long a user may take to sign in and consent.",
      ["30m0s", MINUTE, DAY, "Use 1 minute to 1 day."],
    ),
    lifetime(
      "ttl.authentication_session",
      "Remembered sign-in",
      "How long a browser stays signed in.",
      ["720h0m0s", MINUTE, 180 * DAY, "Use at most 180 days."],
    ),
    lifetime("ttl.device_user_code", "Device code", "How long a user may take to type it.", [
      "15m0s",
      MINUTE,
      HOUR,
      "Use 1 minute to 1 hour.",
    ]),
  ],
};
