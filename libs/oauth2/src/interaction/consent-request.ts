import type { AuthorizationRequest } from "../authorization-endpoint/request.js";
import { InvalidRequest } from "../errors.js";
import { ENDPOINTS } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import {
  expiryOf,
  loginChallengeOf,
  openFlow,
  requestUrlOf,
  sealVerifier,
  unknownRequest,
} from "./flow.js";
import type { ConsentResult, Flow, LoginResult } from "./flow.js";
import { requestOf } from "./flow-request.js";
import { readRejection } from "./rejection.js";
import type { RejectionBody } from "./rejection.js";

/** An access token carries its claims and has to stay usable as a header. */
const LONGEST_CLAIMS = 10_000;

/** What a consent app is asked. */
export interface ConsentRequest {
  readonly challenge: string;
  readonly flowId: string;
  readonly request: AuthorizationRequest;
  /** True: a remembered consent covers the request; accept without asking. */
  readonly skip: boolean;
  readonly login: LoginResult;
  /** The login challenge of the same flow. */
  readonly loginChallenge: string;
  readonly requestUrl: string;
  readonly expiresAt: Date;
}

export interface ConsentAcceptance {
  readonly grant_scope?: readonly string[];
  readonly grant_access_token_audience?: readonly string[];
  readonly session?: {
    readonly access_token?: Readonly<Record<string, unknown>>;
    readonly id_token?: Readonly<Record<string, unknown>>;
  };
  readonly remember?: boolean;
  /** Seconds; 0: for good. */
  readonly remember_for?: number;
  readonly context?: unknown;
}

/** The consent request behind a challenge. Throws as `getLoginRequest`. */
export async function getConsentRequest(
  issuer: Issuer,
  challenge: string,
): Promise<ConsentRequest> {
  const flow = openFlow(issuer, "consent_challenge", challenge);
  if (flow.login === undefined) throw unknownRequest();
  return {
    challenge,
    flowId: flow.id,
    request: await requestOf(issuer, flow),
    skip: flow.consent !== undefined,
    login: flow.login,
    loginChallenge: loginChallengeOf(issuer, flow),
    requestUrl: requestUrlOf(issuer, flow),
    expiresAt: new Date(expiryOf(issuer, flow)),
  };
}

/**
 * Says what the user granted; answers where the browser goes on. Throws `invalid_request` when more
 * is granted than was asked for, and when the claims are too large to travel.
 */
export async function acceptConsentRequest(
  issuer: Issuer,
  challenge: string,
  acceptance: ConsentAcceptance,
): Promise<{ readonly redirectTo: string }> {
  const flow = openFlow(issuer, "consent_challenge", challenge);
  const request = await requestOf(issuer, flow);
  const scope = [...new Set(acceptance.grant_scope)];
  const audience = [...new Set(acceptance.grant_access_token_audience)];
  for (const granted of scope) {
    if (!request.scope.includes(granted)) {
      throw new InvalidRequest(`grant_scope contains '${granted}', which was not requested.`);
    }
  }
  for (const granted of audience) {
    if (!request.audience.includes(granted)) {
      throw new InvalidRequest(
        `grant_access_token_audience contains '${granted}', which was not requested.`,
      );
    }
  }
  const { session } = acceptance;
  if (Buffer.byteLength(JSON.stringify(session?.access_token ?? {})) > LONGEST_CLAIMS) {
    throw new InvalidRequest(
      `session.access_token must have at most ${LONGEST_CLAIMS} bytes: the token carries it in a header.`,
    );
  }
  const consent: ConsentResult = {
    scope,
    audience,
    ...(session?.access_token === undefined ? {} : { accessTokenClaims: session.access_token }),
    ...(session?.id_token === undefined ? {} : { idTokenClaims: session.id_token }),
    ...(acceptance.context === undefined ? {} : { context: acceptance.context }),
    remember: acceptance.remember ?? false,
    rememberFor: Math.max(0, acceptance.remember_for ?? 0),
  };
  return { redirectTo: continueAt(issuer, { ...flow, consent }) };
}

/** Ends the request with an error of the consent app's own choice. */
export async function rejectConsentRequest(
  issuer: Issuer,
  challenge: string,
  body: RejectionBody,
): Promise<{ readonly redirectTo: string }> {
  const flow = openFlow(issuer, "consent_challenge", challenge);
  return { redirectTo: continueAt(issuer, { ...flow, rejection: readRejection(body, "consent") }) };
}

function continueAt(issuer: Issuer, flow: Flow): string {
  const verifier = sealVerifier(issuer, "consent_verifier", flow);
  return `${issuer.url}${ENDPOINTS.authorization}?consent_verifier=${verifier}`;
}
