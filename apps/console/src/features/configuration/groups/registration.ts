import type { SettingGroup } from "../setting.js";
import { flag } from "../setting-kinds.js";

/** Who may sign up, and who may register clients. */
export const registration: SettingGroup = {
  id: "registration",
  title: "Registration",
  purpose: "Who may sign up, and who may register clients.",
  settings: [
    {
      ...flag(
        "registration_enabled",
        "Users may sign up",
        "The hosted pages offer to create an account.",
        true,
      ),
      part: "account_experience",
    },
    flag(
      "oidc.dynamic_client_registration.enabled",
      "Clients may register themselves",
      "Anyone can then register clients. Their consent page carries a warning.",
    ),
    flag(
      "oidc.dynamic_client_registration.initial_access_token_required",
      "Only with an initial access token",
      "Self-registration needs a token that you gave.",
    ),
    {
      kind: "list",
      wire: "oidc.dynamic_client_registration.default_scope",
      name: "Default scopes",
      sentence: "What self-registered clients may ask for when they name nothing.",
      initial: ["offline_access", "offline", "openid"],
      entry: "scope",
      range: "One scope per entry.",
    },
    {
      kind: "list",
      wire: "oidc.dynamic_client_registration.default_audience",
      name: "Default audience",
      sentence: "What self-registered clients may ask tokens for when they name nothing.",
      initial: [],
      entry: "audience",
      range: "One audience per entry.",
    },
  ],
};
