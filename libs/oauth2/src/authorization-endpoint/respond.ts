import { issueAccessToken } from "../access-token.js";
import { sealAuthorizationCode } from "../artefacts.js";
import { FlowEnded } from "../errors.js";
import { issueIdToken } from "../id-token.js";
import { after, numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import { requestUrlOf } from "../interaction/flow.js";
import type { ConsentResult, Flow, LoginResult } from "../interaction/flow.js";
import type { NewGrant } from "../stores.js";
import { acrOf } from "./expectations.js";
import type { AuthorizationOutcome } from "./outcome.js";
import type { AuthorizationRequest } from "./request.js";
import { responseTo } from "./response.js";

/** A consent, and whether the question was spared. */
export type GivenConsent = ConsentResult & { readonly skipped: boolean };

/**
 * Writes the grant and makes the authorization response (RFC 6749 §4.1.2, OpenID Connect Core
 * §3.2.2.5, §3.3.2.5). The grant is keyed by the flow: an answered flow throws `FlowEnded`.
 */
export async function respond(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow & { readonly login: LoginResult },
  consent: GivenConsent,
): Promise<AuthorizationOutcome> {
  const lifetimes = lifetimesOf(issuer, request);
  const grant = grantOf(issuer, request, flow, consent, lifetimes);
  if ((await issuer.stores.grants.insert(grant)) === "exists") {
    throw new FlowEnded("This request has been answered already.", requestUrlOf(issuer, flow));
  }
  if (flow.deviceId !== undefined) return connectDevice(issuer, request, flow, flow.deviceId);
  const members = await membersOf(issuer, request, grant, lifetimes);
  return { kind: "response", response: responseTo(issuer, request.target, members) };
}

/** The device gets what was granted when it asks the next time (RFC 8628 §3.5). */
async function connectDevice(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow,
  deviceId: string,
): Promise<AuthorizationOutcome> {
  const approval = { state: "approved", grantId: flow.id } as const;
  if ((await issuer.stores.devices.decide(deviceId, approval)) === "answered") {
    await issuer.stores.grants.revoke(flow.id, issuer.clock());
    throw new FlowEnded("This device has been answered already.", issuer.url);
  }
  return { kind: "response", response: { ...request.target, parameters: new URLSearchParams() } };
}

interface Lifetimes {
  readonly code: number;
  readonly accessToken: number;
  readonly idToken: number;
}

function lifetimesOf(issuer: Issuer, request: AuthorizationRequest): Lifetimes {
  const { lifetimes } = issuer.policy;
  return {
    code: lifetimes.authorizationCode,
    accessToken: request.client.lifespan(
      "implicit_grant_access_token_lifespan",
      lifetimes.accessToken,
    ),
    idToken: request.client.lifespan("implicit_grant_id_token_lifespan", lifetimes.idToken),
  };
}

function grantOf(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow & { readonly login: LoginResult },
  consent: GivenConsent,
  lifetimes: Lifetimes,
): NewGrant {
  const now = issuer.clock();
  const { login } = flow;
  const acr = acrOf(request, login.acr);
  const deviceWait = flow.deviceId === undefined ? 0 : issuer.policy.lifetimes.deviceUserCode;
  const longest = request.responseType.includes("token")
    ? Math.max(lifetimes.code, lifetimes.accessToken)
    : Math.max(lifetimes.code, deviceWait);
  return {
    id: flow.id,
    clientId: request.client.id,
    subject: login.subject,
    sessionId: login.id,
    scope: consent.scope,
    audience: consent.audience,
    details: {
      ...(acr === undefined ? {} : { acr }),
      ...(request.claims === undefined ? {} : { claims: request.claims }),
      ...(login.amr.length === 0 ? {} : { amr: login.amr }),
      ...(login.forcedSubject === undefined ? {} : { forcedSubject: login.forcedSubject }),
      ...(consent.accessTokenClaims === undefined
        ? {}
        : { accessTokenClaims: consent.accessTokenClaims }),
      ...(consent.idTokenClaims === undefined ? {} : { idTokenClaims: consent.idTokenClaims }),
      ...(consent.context === undefined ? {} : { context: consent.context }),
      ...(consent.skipped
        ? { skipped: true }
        : { rememberFor: consent.rememberFor, query: flow.query }),
    },
    authTime: new Date(login.authTime * 1000),
    requestedAt: now,
    generation: 0,
    remember: consent.remember && !(flow.deviceId !== undefined && request.client.isPublic),
    ...(consent.remember && consent.rememberFor > 0
      ? { rememberUntil: after(now, consent.rememberFor) }
      : {}),
    expiresAt: after(now, longest),
  };
}

async function membersOf(
  issuer: Issuer,
  request: AuthorizationRequest,
  grant: NewGrant,
  lifetimes: Lifetimes,
): Promise<Record<string, string>> {
  const words = request.responseType.split(" ");
  const members: Record<string, string> = {};
  if (words.includes("code")) {
    members["code"] = sealAuthorizationCode(issuer, {
      grantId: grant.id,
      clientId: request.client.id,
      ...(request.redirectUriParameter === undefined
        ? {}
        : { redirectUri: request.redirectUriParameter }),
      ...(request.codeChallenge === undefined ? {} : { codeChallenge: request.codeChallenge }),
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
      expiresAt: numericDate(issuer.clock()) + lifetimes.code,
    });
  }
  if (words.includes("token")) {
    members["access_token"] = await issueAccessToken(issuer, {
      client: request.client,
      grantId: grant.id,
      subject: grant.subject,
      scope: grant.scope,
      audience: grant.audience,
      lifetime: lifetimes.accessToken,
      ...(grant.details.accessTokenClaims === undefined
        ? {}
        : { claims: grant.details.accessTokenClaims }),
    });
    members["token_type"] = "bearer";
    members["expires_in"] = String(Math.floor(lifetimes.accessToken));
  }
  members["scope"] = grant.scope.join(" ");
  if (words.includes("id_token")) {
    members["id_token"] = await issueIdToken(issuer, {
      client: request.client,
      grant,
      scope: grant.scope,
      lifetime: lifetimes.idToken,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
      ...(members["access_token"] === undefined ? {} : { accessToken: members["access_token"] }),
      ...(members["code"] === undefined ? {} : { code: members["code"] }),
    });
  }
  return members;
}
