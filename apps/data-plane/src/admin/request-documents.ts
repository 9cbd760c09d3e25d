import { describeClient } from "@grantry/oauth2";
import type {
  AuthorizationRequest,
  Client,
  ConsentRequest,
  LoginRequest,
  LogoutRequest,
} from "@grantry/oauth2";

/** A login request as Hydra's `oAuth2LoginRequest`. */
export function describeLoginRequest(login: LoginRequest): Record<string, unknown> {
  return {
    challenge: login.challenge,
    requested_scope: login.request.scope,
    requested_access_token_audience: login.request.audience,
    skip: login.skip,
    subject: login.subject,
    oidc_context: oidcContext(login.request),
    client: clientOf(login.request.client),
    request_url: login.requestUrl,
    session_id: login.sessionId,
  };
}

/** A consent request as Hydra's `oAuth2ConsentRequest`. */
export function describeConsentRequest(consent: ConsentRequest): Record<string, unknown> {
  return {
    challenge: consent.challenge,
    consent_request_id: consent.flowId,
    requested_scope: consent.request.scope,
    requested_access_token_audience: consent.request.audience,
    skip: consent.skip,
    subject: consent.login.subject,
    oidc_context: oidcContext(consent.request),
    client: clientOf(consent.request.client),
    request_url: consent.requestUrl,
    login_challenge: consent.loginChallenge,
    login_session_id: consent.login.id,
    acr: consent.login.acr ?? "",
    amr: consent.login.amr,
    context: consent.login.context ?? {},
  };
}

/** A logout request as Hydra's `oAuth2LogoutRequest`. */
export function describeLogoutRequest(logout: LogoutRequest): Record<string, unknown> {
  return {
    challenge: logout.challenge,
    subject: logout.subject,
    sid: logout.sessionId,
    request_url: logout.requestUrl,
    rp_initiated: logout.rpInitiated,
    requested_at: logout.requestedAt.toISOString(),
    expires_at: logout.expiresAt.toISOString(),
    ...(logout.client === undefined ? {} : { client: clientOf(logout.client) }),
  };
}

/** A client inside another document, without what only its owner needs. */
export function clientOf(client: Client): Record<string, unknown> {
  return describeClient(client.record);
}

function oidcContext(request: AuthorizationRequest): Record<string, unknown> {
  return {
    ...(request.acrValues.length === 0 ? {} : { acr_values: request.acrValues }),
    ...(request.display === undefined ? {} : { display: request.display }),
    ...(request.uiLocales.length === 0 ? {} : { ui_locales: request.uiLocales }),
    ...(request.loginHint === undefined ? {} : { login_hint: request.loginHint }),
    ...(request.idTokenHint === undefined ? {} : { id_token_hint_claims: request.idTokenHint }),
  };
}
