import { ConsentRequired } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { sealFlow } from "../interaction/flow.js";
import type { Flow, LoginResult } from "../interaction/flow.js";
import { consentOfClient, rememberedConsent } from "./consent-decision.js";
import { interactionAt } from "./outcome.js";
import type { AuthorizationOutcome } from "./outcome.js";
import type { AuthorizationRequest } from "./request.js";
import { respond } from "./respond.js";

/** Asks for consent unless the client or a remembered consent spares the question. */
export async function decideConsent(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow & { readonly login: LoginResult },
): Promise<AuthorizationOutcome> {
  const byClient = consentOfClient(request);
  if (byClient !== undefined) {
    return respond(issuer, request, flow, { ...byClient, skipped: true });
  }
  const remembered =
    flow.deviceId === undefined
      ? await rememberedConsent(issuer, request, flow.login.subject)
      : undefined;
  const showsSkipped = issuer.policy.urls.consent !== undefined && !request.prompt.has("none");
  if (remembered !== undefined && !showsSkipped) {
    return respond(issuer, request, flow, { ...remembered, skipped: true });
  }
  if (request.prompt.has("none")) {
    throw new ConsentRequired("The user has not consented yet and prompt is none.");
  }
  const page = issuer.policy.urls.consent ?? `${issuer.url}/ui/consent`;
  const asked: Flow = remembered === undefined ? flow : { ...flow, consent: remembered };
  return interactionAt(
    page,
    "consent_challenge",
    sealFlow(issuer, "consent_challenge", asked),
    flow.id,
  );
}
