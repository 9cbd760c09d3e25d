import type { SettingGroup } from "../setting.js";
import { page } from "../setting-kinds.js";

/** Where users sign in and consent. Empty ones are hosted by this project. */
export const pages: SettingGroup = {
  id: "pages",
  title: "Pages",
  purpose: "Where users sign in and consent. Empty ones are hosted by this project.",
  settings: [
    page("urls.login", "Sign-in", "Receives login_challenge."),
    page("urls.registration", "Sign-up", "Receives login_challenge when prompt=create was asked."),
    page("urls.consent", "Consent", "Receives consent_challenge."),
    page("urls.logout", "Sign-out", "Receives logout_challenge."),
    page("urls.error", "Errors", "Receives error and error_description."),
    page(
      "urls.post_logout_redirect",
      "After sign-out",
      "Where users go when a client names no address.",
    ),
    page("urls.device.verification", "Device code", "Where a user types the code of a device."),
    page(
      "urls.device.success",
      "Device signed in",
      "Where a user goes after the code was accepted.",
    ),
  ],
};
