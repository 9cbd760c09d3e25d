import { ControlError } from "@grantry/control";
import type { Principal } from "./principal.js";

const FRESH_MILLISECONDS = 15 * 60_000;

/**
 * Credentials, keys, members, roles, deletions and exports ask a browser for a sign-in that is not
 * older than 15 minutes; a forgotten open console must not be enough. Tokens are not asked.
 * @throws ControlError `fresh_sign_in_required`
 */
export function assertFreshSignIn(principal: Principal): void {
  if (principal.kind === "token" || principal.session === undefined) return;
  if (Date.now() - principal.session.signedInAt.getTime() <= FRESH_MILLISECONDS) return;
  throw new ControlError("fresh_sign_in_required", "Confirm it is you: sign in again to do this.", {
    sign_in: "/auth/sign-in?prompt=login&return_to=/confirmed",
  });
}
