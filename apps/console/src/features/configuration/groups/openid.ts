import type { SettingGroup } from "../setting.js";
import { DAY, YEAR } from "../setting-kinds.js";

/** How users are named to clients. */
export const openid: SettingGroup = {
  id: "openid",
  title: "OpenID",
  purpose: "How users are named to clients.",
  settings: [
    {
      kind: "members",
      wire: "oidc.subject_identifiers.supported_types",
      name: "Subject identifiers",
      sentence: "Public: the same for every client. Pairwise: another for each client.",
      initial: ["public"],
      choices: ["public", "pairwise"],
    },
    {
      kind: "secret",
      wire: "oidc.subject_identifiers.pairwise.salt",
      name: "Pairwise salt",
      sentence: "With a new salt every user gets a new identifier at pairwise clients.",
      range: "Pairwise needs a salt of at least 8 characters.",
      fits: /^.{8,}$/s,
    },
    {
      kind: "duration",
      wire: "keys.rotation_period",
      name: "Signing key rotation",
      sentence: "How long a key signs before the next one does.",
      initial: "2160h0m0s",
      least: 30 * DAY,
      most: YEAR,
      range: "Use 30 to 365 days, or never.",
      never: "Never rotates by itself",
    },
  ],
};
