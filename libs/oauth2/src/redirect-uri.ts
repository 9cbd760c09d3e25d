/** Schemes that run or show something in the browser itself instead of reaching a client. */
const FORBIDDEN_SCHEMES: ReadonlySet<string> = new Set([
  "javascript:",
  "data:",
  "file:",
  "blob:",
  "about:",
  "vbscript:",
]);

const LOCAL_NAME = /^(.+\.)?localhost$/;

/** What is wrong with a redirect URI at registration, or nothing (RFC 6749 §3.1.2, RFC 9700 §2.6). */
export function redirectUriProblem(uri: string): string | undefined {
  if (uri.length > 2048) return "it is longer than 2048 characters";
  if (/[\s\p{Cc}]/u.test(uri)) return "it contains white space or control characters";
  if (!URL.canParse(uri)) return "it is not an absolute URI";
  const url = new URL(uri);
  if (uri.includes("#")) return "it has a fragment";
  if (FORBIDDEN_SCHEMES.has(url.protocol))
    return `the scheme ${url.protocol} cannot receive a redirect`;
  if (url.protocol === "http:" && !staysOnDevice(uri)) {
    return "http reaches only this very device, use https";
  }
  if (url.username !== "" || url.password !== "") return "it contains a user name or password";
  if (uri.includes("*")) return "wildcards are not supported, URIs are compared exactly";
  return undefined;
}

/**
 * Whether a requested redirect URI is one of the registered: equal character by character (RFC 9700
 * §2.1), except that the port of a loopback IP literal is free (RFC 8252 §7.3).
 */
export function matchesRedirectUri(registered: readonly string[], requested: string): boolean {
  if (registered.includes(requested)) return true;
  const loopback = withoutLoopbackPort(requested);
  if (loopback === undefined) return false;
  return registered.some((uri) => withoutLoopbackPort(uri) === loopback);
}

/** Whether an http URI leads to this very device, by an IP literal or a name (RFC 6761 §6.3). */
export function staysOnDevice(uri: string): boolean {
  if (isLoopback(uri)) return true;
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  return url?.protocol === "http:" && LOCAL_NAME.test(url.hostname);
}

/** Whether a URI leads to this very device by an IP literal over http. */
export function isLoopback(uri: string): boolean {
  return withoutLoopbackPort(uri) !== undefined;
}

const LOOPBACK = /^http:\/\/(127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(\/[^#]*|\?[^#]*)?$/;

function withoutLoopbackPort(uri: string): string | undefined {
  const match = LOOPBACK.exec(uri);
  if (match === null) return undefined;
  const [, host = "", rest = ""] = match;
  const octets = host.split(".");
  if (host !== "[::1]" && octets.some((octet) => Number(octet) > 255)) return undefined;
  return `${host}${rest}`;
}
