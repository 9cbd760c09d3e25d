import { checkRequest, identifyClient, identifyTarget } from "../authorization-endpoint/request.js";
import type { AuthorizationRequest } from "../authorization-endpoint/request.js";
import type { ResponseTarget } from "../authorization-endpoint/response.js";
import { readAudience } from "../audience.js";
import type { Issuer } from "../issuer.js";
import { readLeniently } from "../parameters.js";
import { assertScope } from "../scope.js";
import type { Flow } from "./flow.js";

/** Where the response of a flow goes, and its request, checked against client and policy of now. */
export interface FlowRequest {
  readonly target: ResponseTarget;
  /** Throws what the second half of the authorization endpoint refuses. */
  readonly check: () => AuthorizationRequest;
}

/** Reads the request that a flow carries. Throws what must be shown to the user. */
export async function readFlowRequest(issuer: Issuer, flow: Flow): Promise<FlowRequest> {
  const { parameters, repeated } = readLeniently(new URLSearchParams(flow.query));
  const client = await identifyClient(issuer, parameters, repeated);
  if (flow.deviceId === undefined) {
    const target = identifyTarget(client, parameters, repeated);
    return { target, check: () => checkRequest(issuer, target, parameters) };
  }
  const redirectUri = issuer.policy.urls["device.success"] ?? `${issuer.url}/ui/device/success`;
  const target: ResponseTarget = { client, redirectUri, mode: "query", state: undefined };
  const check = (): AuthorizationRequest => {
    const scope = parameters.words("scope");
    assertScope(client, scope, issuer.policy.scopeStrategy);
    return {
      client,
      target,
      redirectUriParameter: undefined,
      responseType: "code",
      scope,
      audience: readAudience(client, parameters),
      nonce: undefined,
      codeChallenge: undefined,
      prompt: new Set(),
      maxAge: undefined,
      loginHint: undefined,
      acrValues: [],
      display: undefined,
      uiLocales: [],
      claims: undefined,
      idTokenHint: undefined,
      forDevice: true,
    };
  };
  return { target, check };
}

/** The request of a flow; throws whatever either half of the authorization endpoint refuses. */
export async function requestOf(issuer: Issuer, flow: Flow): Promise<AuthorizationRequest> {
  return (await readFlowRequest(issuer, flow)).check();
}
