import type { Pkce } from "../sign-in/random-text.js";

/** What an authorization request asks for (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). */
export interface AuthorizationRequest {
  authorizationEndpoint: string;
  clientId: string;
  redirectUri: string;
  scope: readonly string[];
  audience: readonly string[];
  prompt: readonly string[];
  /** Seconds; negative: not asked for. */
  maxAge: number;
  responseMode: string;
  state: string;
  nonce: string;
  pkce: Pkce;
}

/** The address that starts the flow. */
export function authorizationAddress(request: AuthorizationRequest): string {
  const address = new URL(request.authorizationEndpoint);
  const parameters: Record<string, string> = {
    audience: request.audience.join(" "),
    client_id: request.clientId,
    code_challenge: request.pkce.challenge,
    code_challenge_method: "S256",
    max_age: request.maxAge < 0 ? "" : String(request.maxAge),
    nonce: request.nonce,
    prompt: request.prompt.join(" "),
    redirect_uri: request.redirectUri,
    response_mode: request.responseMode === "query" ? "" : request.responseMode,
    response_type: "code",
    scope: request.scope.join(" "),
    state: request.state,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== "") address.searchParams.set(name, value);
  }
  return address.href;
}
