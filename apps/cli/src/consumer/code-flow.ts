import { requestToken, type ClientCredentials } from "@grantry/api-client";
import type { TokenResponse } from "@grantry/contracts";
import { checkIdToken, readAuthorizationResponse } from "../sign-in/authorization-response.js";
import { newPkce, randomLetters } from "../sign-in/random-text.js";
import { authorizationAddress, type AuthorizationRequest } from "./authorization-request.js";

/** One authorization code flow: where it starts, and how its callback is redeemed. */
export interface CodeFlow {
  request: AuthorizationRequest;
  tokenEndpoint: string;
  /** Undefined when the endpoints were named by hand. */
  issuer: string | undefined;
  client: ClientCredentials;
}

/** The same flow with secrets of its own, for the next time somebody starts it. */
export function renewFlow(flow: CodeFlow, state = randomLetters(24)): CodeFlow {
  const secrets = { state, nonce: randomLetters(24), pkce: newPkce() };
  return { ...flow, request: { ...flow.request, ...secrets } };
}

/** The address that starts the flow. */
export function startAddress(flow: CodeFlow): string {
  return authorizationAddress(flow.request);
}

/**
 * Redeems the authorization code of a callback (RFC 6749 §4.1.3, RFC 7636 §4.5).
 * @throws Failure when the callback is an error or not the answer to this flow
 * @throws ApiError when the token endpoint refuses
 */
export async function redeemCallback(
  flow: CodeFlow,
  parameters: URLSearchParams,
): Promise<TokenResponse> {
  const { request, issuer, client } = flow;
  const code = readAuthorizationResponse(parameters, { state: request.state, issuer });
  const answer = await requestToken(flow.tokenEndpoint, client, {
    grant_type: "authorization_code",
    code,
    redirect_uri: request.redirectUri,
    code_verifier: request.pkce.verifier,
  });
  if (answer.id_token !== undefined) {
    checkIdToken(answer.id_token, { nonce: request.nonce, clientId: client.clientId, issuer });
  }
  return answer;
}
