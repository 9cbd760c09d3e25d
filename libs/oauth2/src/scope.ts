import type { Client } from "./client.js";
import { InvalidScope } from "./errors.js";

export type ScopeStrategy = "wildcard" | "exact";

/** RFC 6749 §3.3: a scope token is printable ASCII without space, `"` and `\`. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Scopes that ask for a refresh token: OpenID Connect Core §11 and Hydra's older word. */
export const OFFLINE_SCOPES: readonly string[] = ["offline_access", "offline"];

/** Whether a granted scope asks for a refresh token. */
export function asksForRefreshToken(scope: readonly string[]): boolean {
  return scope.some((word) => OFFLINE_SCOPES.includes(word));
}

/**
 * Whether one of the client's patterns covers a scope. `exact`: equality. `wildcard`: segments
 * divided by dots, `*` stands for one segment, a last `*` for one or more.
 */
export function covers(
  patterns: readonly string[],
  scope: string,
  strategy: ScopeStrategy,
): boolean {
  if (patterns.includes(scope)) return true;
  if (strategy === "exact") return false;
  return patterns.some((pattern) => pattern.includes("*") && wildcardCovers(pattern, scope));
}

function wildcardCovers(pattern: string, scope: string): boolean {
  const expected = pattern.split(".");
  const received = scope.split(".");
  if (received.length < expected.length) return false;
  for (const [index, segment] of expected.entries()) {
    const actual = received[index] ?? "";
    if (segment === "*") {
      if (actual === "") return false;
      if (index === expected.length - 1) return received.slice(index).every((rest) => rest !== "");
    } else if (segment !== actual) {
      return false;
    }
  }
  return received.length === expected.length;
}

/**
 * Throws `invalid_scope` (RFC 6749 §5.2) for the first requested scope that is no scope token or is
 * not covered by the client's.
 */
export function assertScope(
  client: Client,
  requested: readonly string[],
  strategy: ScopeStrategy,
): void {
  for (const scope of requested) {
    if (!SCOPE_TOKEN.test(scope)) {
      throw new InvalidScope("A requested scope contains a character that scopes cannot have.");
    }
    if (!covers(client.scopes, scope, strategy)) {
      throw new InvalidScope(
        `The client is not allowed to request scope '${scope}'. Add it to the client's scope.`,
      );
    }
  }
}
