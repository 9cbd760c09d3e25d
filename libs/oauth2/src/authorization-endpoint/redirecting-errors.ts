import { OAuthError } from "../errors.js";
import type { Flow } from "../interaction/flow.js";
import type { Issuer } from "../issuer.js";
import type { AuthorizationOutcome } from "./outcome.js";
import { errorResponseTo } from "./response.js";
import type { ResponseTarget } from "./response.js";

/**
 * Runs the second half: refusals become responses to the client (RFC 6749 §4.1.2.1). A device hears
 * of its refusal when it asks the next time (RFC 8628 §3.5).
 */
export async function redirectingErrors(
  issuer: Issuer,
  target: ResponseTarget,
  flow: Flow | undefined,
  half: () => Promise<AuthorizationOutcome>,
): Promise<AuthorizationOutcome> {
  try {
    return await half();
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status === 410) throw error;
    if (flow?.deviceId !== undefined) {
      await issuer.stores.devices.decide(flow.deviceId, { state: "denied" });
      const parameters = new URLSearchParams({ error: error.code });
      return { kind: "response", response: { ...target, parameters } };
    }
    return { kind: "response", response: errorResponseTo(issuer, target, error) };
  }
}
