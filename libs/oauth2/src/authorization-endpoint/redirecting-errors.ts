import { OAuthError } from "../errors.js";
import type { Issuer } from "../issuer.js";
import type { AuthorizationOutcome } from "./outcome.js";
import { errorResponseTo } from "./response.js";
import type { ResponseTarget } from "./response.js";

/** Runs the second half: refusals become responses to the client (RFC 6749 §4.1.2.1). */
export async function redirectingErrors(
  issuer: Issuer,
  target: ResponseTarget,
  half: () => Promise<AuthorizationOutcome>,
): Promise<AuthorizationOutcome> {
  try {
    return await half();
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status === 410) throw error;
    return { kind: "response", response: errorResponseTo(issuer, target, error) };
  }
}
