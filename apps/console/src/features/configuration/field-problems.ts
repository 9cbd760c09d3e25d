import type { ApiError } from "../../lib/api-error.js";
import { pointerOf } from "./setting.js";
import { settingAt } from "./setting-groups.js";

/** What a refusal says about single settings, by their JSON pointers. */
export function fieldProblems(error: ApiError): Readonly<Record<string, string>> {
  const fields = error.details["fields"];
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields.flatMap((field: unknown) => {
      if (typeof field !== "object" || field === null) return [];
      const path: unknown = Reflect.get(field, "path");
      const message: unknown = Reflect.get(field, "message");
      if (typeof path !== "string" || typeof message !== "string") return [];
      const setting = settingAt(`/${path.replaceAll(".", "/")}`);
      return setting === undefined ? [] : [[pointerOf(setting), message]];
    }),
  );
}
