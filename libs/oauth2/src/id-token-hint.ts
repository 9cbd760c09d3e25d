import { InvalidRequest } from "./errors.js";
import type { Issuer } from "./issuer.js";

/**
 * The claims of an `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2): an ID
 * token that this issuer signed with any key it still publishes, expired or not. Throws
 * `invalid_request` for anything else: another issuer's, an access token, a logout token, signed
 * user information (which has the same type, but neither ends nor has an identifier of its own).
 */
export function readIdTokenHint(
  issuer: Issuer,
  hint: string | undefined,
): Record<string, unknown> | undefined {
  if (hint === undefined) return undefined;
  const verified = issuer.keys.verify(hint);
  const claims = verified?.claims ?? {};
  const isIdToken =
    verified?.type === "JWT" &&
    claims["iss"] === issuer.url &&
    typeof claims["sub"] === "string" &&
    typeof claims["exp"] === "number" &&
    typeof claims["jti"] === "string";
  if (isIdToken) return claims;
  throw new InvalidRequest("The id_token_hint is not an ID token of this issuer.");
}
