import type { SettingGroup } from "../setting.js";

/** Services of yours that are asked before tokens are issued. */
export const hooks: SettingGroup = {
  id: "hooks",
  title: "Hooks",
  purpose: "Services of yours that are asked before tokens are issued.",
  settings: [
    {
      kind: "hook",
      wire: "oauth2.token_hook",
      name: "Token hook",
      sentence: "Asked for every token; it may add claims or refuse.",
    },
    {
      kind: "hook",
      wire: "oauth2.refresh_token_hook",
      name: "Refresh token hook",
      sentence: "Asked when a refresh token is used.",
    },
  ],
};
