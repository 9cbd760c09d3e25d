import type { JsonPatch, Project } from "@grantry/contracts";
import type { Change } from "../../components/ui/diff-view.js";
import { secondsOf } from "./duration.js";
import { defaultOf, placeOf, pointerOf, textOf, type JsonValue, type Setting } from "./setting.js";

/** What was typed, by JSON pointer; null goes back to the default. */
export type Edits = Readonly<Record<string, JsonValue>>;

/** The server's cover of a value that is only written. */
export const COVERED = "(hidden)";

function step(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Reflect.get(value, name)
    : undefined;
}

/** What the project holds at a setting; undefined when the default holds. */
export function savedValue(project: Project, setting: Setting): JsonValue | undefined {
  const found = placeOf(setting).reduce<unknown>(step, project);
  return found === null ? undefined : (found as JsonValue | undefined);
}

/** What a setting's field shows. */
export function shownValue(
  project: Project,
  setting: Setting,
  edits: Edits,
): JsonValue | undefined {
  const edited = edits[pointerOf(setting)];
  if (edited === null) return defaultOf(setting);
  return edited ?? savedValue(project, setting) ?? defaultOf(setting);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The settings that saving would change, those that were typed back to what they are left out. */
export function changedSettings(
  project: Project,
  settings: readonly Setting[],
  edits: Edits,
): Setting[] {
  return settings.filter((setting) => {
    const edited = edits[pointerOf(setting)];
    if (edited === undefined) return false;
    const saved = savedValue(project, setting);
    if (edited === null) return saved !== undefined;
    return !same(edited, saved) && !(saved === undefined && same(edited, defaultOf(setting)));
  });
}

/** The same as rows of a difference. */
export function changesOf(project: Project, settings: readonly Setting[], edits: Edits): Change[] {
  return changedSettings(project, settings, edits).map((setting) => ({
    path: setting.name,
    before: savedValue(project, setting) ?? defaultOf(setting),
    after: shownValue(project, setting, edits),
    secret: setting.kind === "secret",
  }));
}

/** The JSON Patch (RFC 6902) that saves the edits, making the objects around them as needed. */
export function patchOf(project: Project, settings: readonly Setting[], edits: Edits): JsonPatch {
  const patch: JsonPatch = [];
  const made = new Set<string>();
  for (const setting of changedSettings(project, settings, edits)) {
    const edited = edits[pointerOf(setting)];
    if (edited === undefined || edited === null) {
      patch.push({ op: "remove", path: pointerOf(setting) });
      continue;
    }
    const place = placeOf(setting);
    for (let depth = 1; depth < place.length; depth += 1) {
      const around = place.slice(0, depth);
      const path = `/${around.join("/")}`;
      const isThere = typeof around.reduce<unknown>(step, project) === "object";
      if (!isThere && !made.has(path)) {
        patch.push({ op: "add", path, value: {} });
        made.add(path);
      }
    }
    patch.push({ op: "add", path: pointerOf(setting), value: edited });
  }
  return patch;
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

/** Why a value cannot be saved, as far as the page can tell; the server decides. */
export function problemOf(setting: Setting, value: JsonValue | undefined): string | undefined {
  switch (setting.kind) {
    case "duration": {
      if (value === -1 || value === "-1") return setting.never ? undefined : setting.range;
      const seconds = typeof value === "string" ? secondsOf(value) : undefined;
      const fits = seconds !== undefined && seconds >= setting.least && seconds <= setting.most;
      return fits ? undefined : setting.range;
    }
    case "text":
      return typeof value === "string" && setting.fits.test(value) ? undefined : setting.range;
    case "secret":
      if (value === undefined || value === COVERED) return undefined;
      return typeof value === "string" && setting.fits.test(value) ? undefined : setting.range;
    case "list": {
      const { fits } = setting;
      if (fits === undefined || !Array.isArray(value)) return undefined;
      return value.every((entry) => fits.test(textOf(entry))) ? undefined : setting.range;
    }
    case "members":
      return Array.isArray(value) && value.length > 0 ? undefined : "Choose at least one.";
    case "page":
      if (value === undefined || value === "") return undefined;
      return typeof value === "string" && isAddress(value, ["https:", "http:"])
        ? undefined
        : "Use an https address, or leave it empty for the hosted page.";
    default:
      return undefined;
  }
}
