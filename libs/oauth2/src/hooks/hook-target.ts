/** Where a project wants to be asked before tokens are issued (Hydra's `token_hook`). */
export interface HookTarget {
  readonly url: string;
  /** Sent with each call, so that the hook knows who asks. */
  readonly credential?: {
    readonly in: "header" | "cookie";
    readonly name: string;
    readonly value: string;
  };
}

export const HOOK_TARGET_REASON =
  "Use an http or https address, or {url, auth: {type: api_key, config: {in: header or cookie, name, value}}}.";

/** RFC 9110 §5.6.2: what a header or a cookie may be called. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]{1,100}$/;

/** RFC 9110 §5.5, RFC 6265 §4.1.1: what survives in a header, and in a cookie. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/;
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,4096}$/;

/** Headers that belong to the connection or to the message itself. */
const TAKEN: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Reads a hook as Hydra writes it: an address, or an object with address and credential. */
export function readHookTarget(value: unknown): { readonly value: HookTarget } | undefined {
  if (typeof value === "string") return isWebAddress(value) ? { value: { url: value } } : undefined;
  if (!isRecord(value) || !isWebAddress(value["url"])) return undefined;
  const { url, auth } = value;
  if (auth === undefined || auth === null) return { value: { url } };
  const credential = isRecord(auth) ? readCredential(auth) : undefined;
  return credential === undefined ? undefined : { value: { url, credential } };
}

function readCredential(auth: Record<string, unknown>): HookTarget["credential"] {
  const config = auth["config"];
  if (auth["type"] !== "api_key" || !isRecord(config)) return undefined;
  const { in: place, name, value } = config;
  if (typeof name !== "string" || !TOKEN.test(name) || typeof value !== "string") return undefined;
  if (place === "header") {
    const fits = HEADER_VALUE.test(value) && !TAKEN.has(name.toLowerCase());
    return fits ? { in: place, name, value } : undefined;
  }
  return place === "cookie" && COOKIE_VALUE.test(value) ? { in: place, name, value } : undefined;
}

function isWebAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > 2048 || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
