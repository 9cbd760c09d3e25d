import {
  consentRequestSchema,
  introspectionSchema,
  loginRequestSchema,
  requestHandledSchema,
  type ConsentRequest,
  type Introspection,
  type LoginRequest,
  type RequestHandled,
} from "@grantry/contracts";
import { ask, send, type Call, type Connection } from "./connection.js";

/**
 * What a project knows about a token (RFC 7662), asked as an administrator.
 * @param scope scopes the token must carry, else it is shown as inactive
 */
export function introspectToken(
  admin: Connection,
  token: string,
  scope?: string,
): Promise<Introspection> {
  const call: Call = { method: "POST", path: "/oauth2/introspect", form: { token, scope } };
  return ask(admin, call, introspectionSchema);
}

/** Ends every token that was issued to a client. */
export async function endTokensOfClient(admin: Connection, clientId: string): Promise<void> {
  await send(admin, { method: "DELETE", path: "/oauth2/tokens", query: { client_id: clientId } });
}

/** The login request behind a challenge. */
export function getLoginRequest(admin: Connection, challenge: string): Promise<LoginRequest> {
  const call = { path: "/oauth2/auth/requests/login", query: { login_challenge: challenge } };
  return ask(admin, call, loginRequestSchema);
}

/** The consent request behind a challenge. */
export function getConsentRequest(admin: Connection, challenge: string): Promise<ConsentRequest> {
  const call = { path: "/oauth2/auth/requests/consent", query: { consent_challenge: challenge } };
  return ask(admin, call, consentRequestSchema);
}

/**
 * Answers a login or consent request.
 * @param body what Hydra's `accept` and `reject` take
 * @returns where the browser goes next
 */
export function answerRequest(
  admin: Connection,
  kind: "login" | "consent",
  answer: "accept" | "reject",
  challenge: string,
  body: Record<string, unknown>,
): Promise<RequestHandled> {
  const call: Call = {
    method: "PUT",
    path: `/oauth2/auth/requests/${kind}/${answer}`,
    query: { [`${kind}_challenge`]: challenge },
    json: body,
  };
  return ask(admin, call, requestHandledSchema);
}
