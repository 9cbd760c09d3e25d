export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [name: string]: JsonValue };

interface Named {
  /** The wire name below its part of the project. */
  wire: string;
  /** Which part of the project it stands in. */
  part?: "account_experience" | "project";
  name: string;
  sentence: string;
}

/** One setting of a project's configuration, and how it is edited. */
export type Setting = Named &
  (
    | {
        kind: "duration";
        initial: string | -1;
        least: number;
        most: number;
        range: string;
        never?: string;
      }
    | { kind: "choice"; initial: string; choices: readonly { value: string; label: string }[] }
    | { kind: "flag"; initial: boolean }
    | { kind: "text"; initial: string; range: string; fits: RegExp }
    | { kind: "page" }
    | { kind: "list"; initial: readonly string[]; entry: string; range: string; fits?: RegExp }
    | { kind: "members"; initial: readonly string[]; choices: readonly string[] }
    | { kind: "secret"; range: string; fits: RegExp }
    | { kind: "hook" }
  );

export interface SettingGroup {
  /** Its place in the address. */
  id: string;
  title: string;
  purpose: string;
  settings: readonly Setting[];
}

/** Where a setting stands in the project. */
export function placeOf({ wire, part }: Setting): string[] {
  const names = wire.split(".");
  if (part === "project") return names;
  return ["services", part ?? "oauth2", "config", ...names];
}

/** A place as JSON pointer (RFC 6901). */
export function pointerOf(setting: Setting): string {
  return `/${placeOf(setting).join("/")}`;
}

/** What holds while nothing is set. */
export function defaultOf(setting: Setting): JsonValue | undefined {
  return "initial" in setting ? (setting.initial as JsonValue) : undefined;
}

/** A value as one line of text. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
