import type { SettingGroup } from "../setting.js";
import { flag } from "../setting-kinds.js";

/** What tokens look like and what stands in them. */
export const tokens: SettingGroup = {
  id: "tokens",
  title: "Tokens",
  purpose: "What tokens look like and what stands in them.",
  settings: [
    {
      kind: "choice",
      wire: "strategies.access_token",
      name: "Access token format",
      sentence: "Opaque tokens are introspected; JWTs can be read by any API.",
      initial: "opaque",
      choices: [
        { value: "opaque", label: "Opaque" },
        { value: "jwt", label: "JWT" },
      ],
    },
    {
      kind: "choice",
      wire: "strategies.scope",
      name: "Scope matching",
      sentence: "Whether a scope with * in a client stands for every scope of that form.",
      initial: "wildcard",
      choices: [
        { value: "wildcard", label: "Wildcard" },
        { value: "exact", label: "Exact" },
      ],
    },
    {
      kind: "choice",
      wire: "strategies.jwt.scope_claim",
      name: "Scope in JWT access tokens",
      sentence: "scp as a list, scope as a string, or both.",
      initial: "list",
      choices: [
        { value: "list", label: "scp, a list" },
        { value: "string", label: "scope, a string" },
        { value: "both", label: "Both" },
      ],
    },
    {
      kind: "text",
      wire: "oauth2.token_prefix",
      name: "Token prefix",
      sentence: "How opaque tokens begin; %s stands for at, rt, ac or dc.",
      initial: "gry_%s_",
      range: "Use exactly one %s; otherwise letters, digits and _.",
      fits: /^\w{0,32}%s\w{0,32}$/,
    },
    {
      kind: "list",
      wire: "oauth2.allowed_top_level_claims",
      name: "Top-level claims",
      sentence: "Claims of the session that JWT access tokens carry beside ext.",
      initial: [],
      entry: "claim",
      range: "Claims that are always set cannot be allowed.",
    },
    flag(
      "oauth2.mirror_top_level_claims",
      "Keep them in ext as well",
      "Top-level claims also stand in ext.",
      true,
    ),
    flag(
      "oauth2.exclude_not_before_claim",
      "Leave out nbf",
      "JWT access tokens carry no nbf claim.",
    ),
  ],
};
