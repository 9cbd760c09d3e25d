import { isDuration, parseDuration } from "./duration.js";
import { HOOK_TARGET_REASON, readHookTarget } from "./hooks/hook-target.js";
import type { HookTarget } from "./hooks/hook-target.js";

/** How one setting of a configuration document is read. */
export interface Setting<Value> {
  readonly initial: Value;
  readonly reason: string;
  /** The value in a box, or nothing when it is refused. */
  readonly read: (value: unknown) => { readonly value: Value } | undefined;
}

/** The claims that an issuer sets itself and nobody may add (RFC 9068 §2.2, RFC 7519 §4.1). */
const ISSUED_CLAIMS: ReadonlySet<string> = new Set(
  (
    "iss sub aud exp nbf iat jti client_id scope scp ext cnf act " +
    "auth_time nonce acr amr azp at_hash c_hash s_hash sid"
  ).split(" "),
);

function seconds(
  value: unknown,
  least: number,
  most: number,
): { readonly value: number } | undefined {
  if (typeof value !== "string" || !isDuration(value)) return undefined;
  const parsed = parseDuration(value);
  return parsed >= least && parsed <= most ? { value: parsed } : undefined;
}

/** A duration such as `1h30m0s` within bounds, in seconds. */
export function duration(
  initial: number,
  least: number,
  most: number,
  reason: string,
): Setting<number> {
  return { initial, reason, read: (value) => seconds(value, least, most) };
}

/** A duration within bounds, or -1 for never. */
export function durationOrNever(
  initial: number | undefined,
  least: number,
  most: number,
  reason: string,
): Setting<number | undefined> {
  return {
    initial,
    reason,
    read: (value) =>
      value === -1 || value === "-1" ? { value: undefined } : seconds(value, least, most),
  };
}

/** One of some texts. */
export function choice(initial: string, choices: readonly string[]): Setting<string> {
  return {
    initial,
    reason: `Use one of ${choices.join(", ")}.`,
    read: (value) => (typeof value === "string" && choices.includes(value) ? { value } : undefined),
  };
}

/** True or false. */
export function flag(initial: boolean): Setting<boolean> {
  return {
    initial,
    reason: "Use true or false.",
    read: (value) => (typeof value === "boolean" ? { value } : undefined),
  };
}

/** A list of texts. */
export function strings(initial: readonly string[]): Setting<readonly string[]> {
  return {
    initial,
    reason: "Use a list of texts.",
    read: (value) =>
      Array.isArray(value) && value.every((entry) => typeof entry === "string")
        ? { value }
        : undefined,
  };
}

/** A list, not empty, of some texts. */
export function subset(
  initial: readonly string[],
  choices: readonly string[],
): Setting<readonly string[]> {
  const all = strings(initial);
  return {
    initial,
    reason: `Use a list of ${choices.join(", ")}.`,
    read: (value) => {
      const read = all.read(value);
      const fits = read !== undefined && read.value.length > 0;
      return fits && read.value.every((each) => choices.includes(each)) ? read : undefined;
    },
  };
}

/** Names of claims that may be added to tokens. */
export function claimNames(): Setting<readonly string[]> {
  const names = strings([]);
  return {
    initial: [],
    reason: `Use a list of claim names without those that are always set: ${[...ISSUED_CLAIMS].join(", ")}.`,
    read: (value) => {
      const read = names.read(value);
      return read?.value.some((name) => ISSUED_CLAIMS.has(name)) ? undefined : read;
    },
  };
}

/** A hook: its address, or address and authentication; the empty text is none. */
export function hook(): Setting<HookTarget | undefined> {
  return {
    initial: undefined,
    reason: HOOK_TARGET_REASON,
    read: (value) => (value === "" ? { value: undefined } : readHookTarget(value)),
  };
}

/** A page the browser is sent to: https, or http on this very machine; the empty text is none. */
export function pageUrl(): Setting<string | undefined> {
  return {
    initial: undefined,
    reason: "Use an https address, or leave it empty.",
    read: (value) => {
      if (value === "") return { value: undefined };
      if (typeof value !== "string" || value.length > 2048 || !URL.canParse(value))
        return undefined;
      const { protocol, hostname, username, password } = new URL(value);
      const local = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
      const safe = protocol === "https:" || (protocol === "http:" && local);
      return safe && username === "" && password === "" ? { value } : undefined;
    },
  };
}
