import type { AuthorizationRequest } from "../authorization-endpoint/request.js";
import { InvalidRequest } from "../errors.js";
import { ENDPOINTS, numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import { expiryOf, openFlow, requestUrlOf, sealVerifier, sessionIdOf } from "./flow.js";
import type { Flow, LoginResult } from "./flow.js";
import { requestOf } from "./flow-request.js";
import { readRejection } from "./rejection.js";
import type { RejectionBody } from "./rejection.js";

/** What a login app is asked. */
export interface LoginRequest {
  readonly challenge: string;
  readonly flowId: string;
  readonly request: AuthorizationRequest;
  /** True: this browser is signed in as `subject`; accept without asking. */
  readonly skip: boolean;
  /** Empty unless `skip`. */
  readonly subject: string;
  /** The known session, or the one that the sign-in will begin; `sid` on the wire. */
  readonly sessionId: string;
  readonly requestUrl: string;
  readonly expiresAt: Date;
}

export interface LoginAcceptance {
  readonly subject: string;
  readonly remember?: boolean;
  /** Seconds; 0: the session ends with the browser. */
  readonly remember_for?: number;
  readonly extend_session_lifespan?: boolean;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly context?: unknown;
  readonly force_subject_identifier?: string;
}

/**
 * The login request behind a challenge. Throws 404 for an unknown challenge, 401
 * `request_unauthorized` for an expired one.
 */
export async function getLoginRequest(issuer: Issuer, challenge: string): Promise<LoginRequest> {
  const flow = openFlow(issuer, "login_challenge", challenge);
  return {
    challenge,
    flowId: flow.id,
    request: await requestOf(issuer, flow),
    skip: flow.session !== undefined,
    subject: flow.session?.subject ?? "",
    sessionId: sessionIdOf(issuer, flow),
    requestUrl: requestUrlOf(issuer, flow),
    expiresAt: new Date(expiryOf(issuer, flow)),
  };
}

/**
 * Says who signed in; answers where the browser goes on. Throws `invalid_request` without a
 * subject. A subject other than the skipped session's begins the request again with prompt=login.
 */
export async function acceptLoginRequest(
  issuer: Issuer,
  challenge: string,
  acceptance: LoginAcceptance,
): Promise<{ readonly redirectTo: string }> {
  const flow = openFlow(issuer, "login_challenge", challenge);
  const subject = acceptance.subject;
  if (typeof subject !== "string" || subject === "") {
    throw new InvalidRequest("Field 'subject' must not be empty.");
  }
  if (subject.length > 255 || subject.includes("\0")) {
    throw new InvalidRequest("Field 'subject' must have at most 255 characters and no NUL.");
  }
  if (flow.session !== undefined && flow.session.subject !== subject) {
    const query = new URLSearchParams(flow.query);
    query.set("prompt", "login");
    return { redirectTo: `${issuer.url}${ENDPOINTS.authorization}?${query.toString()}` };
  }
  return { redirectTo: continueAt(issuer, { ...flow, login: resultOf(issuer, flow, acceptance) }) };
}

function resultOf(issuer: Issuer, flow: Flow, acceptance: LoginAcceptance): LoginResult {
  const { session } = flow;
  const acr = acceptance.acr || session?.acr;
  return {
    id: sessionIdOf(issuer, flow),
    subject: acceptance.subject,
    authTime: session?.authTime ?? numericDate(issuer.clock()),
    ...(acr === undefined ? {} : { acr }),
    amr: acceptance.amr ?? session?.amr ?? [],
    skipped: session !== undefined,
    remember: session !== undefined || (acceptance.remember ?? false),
    rememberFor: Math.max(0, acceptance.remember_for ?? 0),
    extend: acceptance.extend_session_lifespan ?? false,
    ...(acceptance.context === undefined ? {} : { context: acceptance.context }),
    ...(acceptance.force_subject_identifier
      ? { forcedSubject: acceptance.force_subject_identifier }
      : {}),
  };
}

/** Ends the request with an error of the login app's own choice. */
export async function rejectLoginRequest(
  issuer: Issuer,
  challenge: string,
  body: RejectionBody,
): Promise<{ readonly redirectTo: string }> {
  const flow = openFlow(issuer, "login_challenge", challenge);
  return { redirectTo: continueAt(issuer, { ...flow, rejection: readRejection(body, "login") }) };
}

function continueAt(issuer: Issuer, flow: Flow): string {
  const verifier = sealVerifier(issuer, "login_verifier", flow);
  return `${issuer.url}${ENDPOINTS.authorization}?login_verifier=${verifier}`;
}
