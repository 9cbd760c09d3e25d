import type { IncomingMessage } from "node:http";

const forbiddenCharacters = /[\\\0-\x20\x7f]/;

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/**
 * The segments of a path as the most lenient server behind the gateway could read them: decoded,
 * without empty ones. Undefined when the path could be read in two ways: dot segments, backslashes,
 * control characters, broken escapes.
 */
export function plainSegments(path: string): string[] | undefined {
  if (forbiddenCharacters.test(path)) return undefined;
  let decoded = path;
  if (path.includes("%")) {
    try {
      decoded = decodeURIComponent(path);
    } catch {
      return undefined;
    }
  }
  if (decoded !== path && forbiddenCharacters.test(decoded.replaceAll(" ", ""))) return undefined;
  const segments = decoded.split("/").filter((segment) => segment !== "");
  return segments.includes("..") || segments.includes(".") ? undefined : segments;
}

/**
 * Turns a request target in absolute form into what every other request looks like: the host in it
 * counts, and the Host header does not (RFC 9112 §3.2.2).
 */
export function takeHostFromTarget(request: IncomingMessage): void {
  const [, host, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(request.url ?? "") ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
}
