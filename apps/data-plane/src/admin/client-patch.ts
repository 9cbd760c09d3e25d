import { applyPatch } from "./json-patch.js";

/** Members that no patch may touch: identity and times belong to the server. */
const FIXED = ["/client_id", "/created_at", "/updated_at", "/registration_access_token"];

/**
 * A client document after a JSON Patch (RFC 6902). Throws `invalid_request`. The secret, which no
 * document shows, may be replaced all the same, and a list that is `null` be added to, as in Hydra.
 */
export function patched(
  document: Record<string, unknown>,
  patch: unknown,
): Record<string, unknown> {
  const result = applyPatch({ client_secret: "", ...withLists(document, patch) }, patch, FIXED);
  // The reader takes an empty scope for the default one; a client that has none keeps having none.
  return result["scope"] === "" ? { ...result, scope: " " } : result;
}

/** Members that a patch reaches into, as lists where they are `null`. */
function withLists(document: Record<string, unknown>, patch: unknown): Record<string, unknown> {
  const paths = Array.isArray(patch) ? patch.map((operation) => String(operation?.path)) : [];
  const entries = Object.entries(document).map(([name, value]) =>
    value === null && paths.includes(`/${name}/-`) ? [name, []] : [name, value],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}
