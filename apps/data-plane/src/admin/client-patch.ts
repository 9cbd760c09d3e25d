import { applyPatch } from "./json-patch.js";

/** Members that no patch may touch: identity and times belong to the server. */
const FIXED = ["/client_id", "/created_at", "/updated_at", "/registration_access_token"];

/** A client document after a JSON Patch (RFC 6902). Throws `invalid_request`. */
export function patched(
  document: Record<string, unknown>,
  patch: unknown,
): Record<string, unknown> {
  const result = applyPatch(document, patch, FIXED);
  // The reader takes an empty scope for the default one; a client that has none keeps having none.
  return result["scope"] === "" ? { ...result, scope: " " } : result;
}
