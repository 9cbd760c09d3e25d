import type { Client } from "../client.js";
import type { OAuthError } from "../errors.js";
import type { Issuer } from "../issuer.js";

/** How a response travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode). */
export const RESPONSE_MODES = ["query", "fragment", "form_post"] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Where an authorization response may go: known client, trusted redirect URI (RFC 6749 §4.1.2.1). */
export interface ResponseTarget {
  readonly client: Client;
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state: string | undefined;
}

/** A response on its way to the client through the browser. */
export interface AuthorizationResponse {
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly parameters: URLSearchParams;
}

/** A response with `state` as received and `iss` (RFC 9207 §2), success or error. */
export function responseTo(
  issuer: Issuer,
  target: ResponseTarget,
  members: Readonly<Record<string, string>>,
): AuthorizationResponse {
  const parameters = new URLSearchParams(members);
  if (target.state !== undefined) parameters.set("state", target.state);
  parameters.set("iss", issuer.url);
  return { redirectUri: target.redirectUri, mode: target.mode, parameters };
}

/** An error response (RFC 6749 §4.1.2.1). */
export function errorResponseTo(
  issuer: Issuer,
  target: ResponseTarget,
  error: OAuthError,
): AuthorizationResponse {
  return responseTo(issuer, target, {
    error: error.code,
    error_description: error.description,
  });
}

/** The address that carries a `query` or `fragment` response (RFC 6749 §4.1.2, §4.2.2). */
export function locationOf(response: AuthorizationResponse): string {
  const { redirectUri } = response;
  const parameters = response.parameters.toString();
  if (parameters === "") return redirectUri;
  if (response.mode === "fragment") return `${redirectUri}#${parameters}`;
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters}`;
}
