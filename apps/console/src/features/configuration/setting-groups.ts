import { cors } from "./groups/cors.js";
import { grants } from "./groups/grants.js";
import { hooks } from "./groups/hooks.js";
import { lifetimes } from "./groups/lifetimes.js";
import { openid } from "./groups/openid.js";
import { pages } from "./groups/pages.js";
import { registration } from "./groups/registration.js";
import { tokens } from "./groups/tokens.js";
import { pointerOf, type Setting, type SettingGroup } from "./setting.js";

/** Every group of the configuration, in the order of its pages (console §6.14). */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  lifetimes,
  tokens,
  grants,
  openid,
  registration,
  pages,
  hooks,
  cors,
];

/** The setting at a JSON pointer, or around it, such as a hook around its address. */
export function settingAt(pointer: string): Setting | undefined {
  return SETTING_GROUPS.flatMap(({ settings }) => settings).find((setting) => {
    const place = pointerOf(setting);
    return pointer === place || pointer.startsWith(`${place}/`);
  });
}
