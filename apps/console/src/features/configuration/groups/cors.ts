import type { SettingGroup } from "../setting.js";
import { flag } from "../setting-kinds.js";

const ORIGIN = /^(?:\*|https?:\/\/[^/\s?#]+)$/;
const ORIGIN_RANGE = "Enter an origin such as https://app.example.com, without a path.";

/** Which web pages may call this project from a browser. */
export const cors: SettingGroup = {
  id: "cors",
  title: "CORS and cookies",
  purpose: "Which web pages may call this project from a browser.",
  settings: [
    {
      ...flag(
        "cors_public.enabled",
        "Public endpoints answer browsers",
        "Discovery, token, UserInfo and the like.",
      ),
      part: "project",
    },
    {
      kind: "list",
      part: "project",
      wire: "cors_public.origins",
      name: "Origins of the public endpoints",
      sentence: "Pages of these origins may call them.",
      initial: [],
      entry: "origin",
      range: ORIGIN_RANGE,
      fits: ORIGIN,
    },
    {
      ...flag("cors_admin.enabled", "The admin API answers browsers", "Everything under /admin."),
      part: "project",
    },
    {
      kind: "list",
      part: "project",
      wire: "cors_admin.origins",
      name: "Origins of the admin API",
      sentence: "Pages of these origins may call it.",
      initial: [],
      entry: "origin",
      range: ORIGIN_RANGE,
      fits: ORIGIN,
    },
    {
      kind: "choice",
      wire: "serve.cookies.same_site_mode",
      name: "Cookies across sites",
      sentence: "None lets pages of other sites frame the sign-in.",
      initial: "Lax",
      choices: [
        { value: "Lax", label: "Lax" },
        { value: "None", label: "None" },
        { value: "Strict", label: "Strict" },
      ],
    },
  ],
};
