import { deflateRawSync, inflateRawSync } from "node:zlib";
import { freshId } from "../artefacts.js";
import { equalInConstantTime } from "../constant-time.js";
import { InvalidRequest, OAuthError, RequestForbidden, RequestUnauthorized } from "../errors.js";
import { ENDPOINTS, numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import type { Parameters } from "../parameters.js";
import type { Session } from "../stores.js";

/**
 * An authorization request on its way through login and consent. It is stored nowhere: it travels
 * sealed in challenges and verifiers and is bound to the browser by one cookie per flow.
 */
export interface Flow {
  /** Becomes the id of the grant, so that no flow can make two. */
  readonly id: string;
  /** The authorization request as a query. */
  readonly query: string;
  /** The device that waits for this flow instead of a redirect URI (RFC 8628 §3.3). */
  readonly deviceId?: string;
  /** Seconds since the epoch. */
  readonly requestedAt: number;
  /** A session of this browser that may spare the sign-in. */
  readonly session?: KnownSession;
  readonly login?: LoginResult;
  readonly consent?: ConsentResult;
  /** The login or consent app refused. */
  readonly rejection?: Rejection;
}

export interface KnownSession {
  readonly id: string;
  readonly subject: string;
  readonly authTime: number;
  readonly acr?: string;
  readonly amr: readonly string[];
}

export interface LoginResult extends KnownSession {
  /** The session existed before; nothing was asked. */
  readonly skipped: boolean;
  readonly remember: boolean;
  /** Seconds; 0: until the browser closes. */
  readonly rememberFor: number;
  readonly extend: boolean;
  readonly context?: unknown;
  readonly forcedSubject?: string;
}

export interface ConsentResult {
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly accessTokenClaims?: Readonly<Record<string, unknown>>;
  readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  readonly context?: unknown;
  readonly remember: boolean;
  /** Seconds; 0: for good. */
  readonly rememberFor: number;
}

export interface Rejection {
  readonly error: string;
  readonly description: string;
}

/** What a sealed flow is for; one kind does not open as another. */
export type FlowKind =
  | "login_challenge"
  | "login_verifier"
  | "consent_challenge"
  | "consent_verifier";

const LARGEST_FLOW_BYTES = 256 * 1024;

/** A verifier returns in an address, and servers read so much of one beside cookies. */
const LONGEST_VERIFIER = 14_000;

export function beginFlow(
  issuer: Issuer,
  parameters: Parameters,
  session: Session | undefined,
): Flow {
  return {
    id: freshId(),
    query: parameters.toQuery().toString(),
    requestedAt: numericDate(issuer.clock()),
    ...(session === undefined ? {} : { session: knownSession(session) }),
  };
}

export function knownSession(session: Session): KnownSession {
  return {
    id: session.id,
    subject: session.subject,
    authTime: numericDate(session.authenticatedAt),
    ...(session.acr === undefined ? {} : { acr: session.acr }),
    amr: session.amr,
  };
}

export function sealFlow(issuer: Issuer, kind: FlowKind, flow: Flow): string {
  return issuer.sealer.seal(kind, deflateRawSync(JSON.stringify(flow)));
}

/**
 * The verifier with which the browser returns from login or consent. Throws `invalid_request` when
 * what the app said is too much for the way back.
 */
export function sealVerifier(
  issuer: Issuer,
  kind: "login_verifier" | "consent_verifier",
  flow: Flow,
): string {
  const verifier = sealFlow(issuer, kind, flow);
  if (verifier.length <= LONGEST_VERIFIER) return verifier;
  throw new InvalidRequest(
    "The context and the claims of the session are too large together. Keep less than 10,000 bytes.",
  );
}

/** The login challenge of a flow: the same one also after the sign-in, to tell which it was. */
export function loginChallengeOf(issuer: Issuer, flow: Flow): string {
  const { id, query, deviceId, requestedAt, session } = flow;
  const asked: Flow = {
    id,
    query,
    requestedAt,
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(session === undefined ? {} : { session }),
  };
  return issuer.sealer.sealRepeatably("login_challenge", deflateRawSync(JSON.stringify(asked)));
}

/**
 * The session that a sign-in in this flow is or begins. A new one is known before somebody signs in,
 * so that the login app may keep it (Hydra's `session_id`): one per flow, or one per `subject` when
 * that is given.
 */
export function sessionIdOf(issuer: Issuer, flow: Flow, subject?: string): string {
  if (flow.session !== undefined) return flow.session.id;
  const keyedBy = subject === undefined ? flow.id : `${flow.id}\0${subject}`;
  const digest = Buffer.from(issuer.sealer.digest("session-id", keyedBy), "base64url");
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/**
 * Opens a challenge or verifier. Throws 404 `not_found` for what this issuer did not seal as this
 * kind and 401 `request_unauthorized` when it is older than the project allows.
 */
export function openFlow(issuer: Issuer, kind: FlowKind, sealed: string): Flow {
  const bytes = sealed.length > LARGEST_FLOW_BYTES ? undefined : issuer.sealer.open(kind, sealed);
  if (bytes === undefined) throw unknownRequest();
  const flow = JSON.parse(
    inflateRawSync(bytes, { maxOutputLength: LARGEST_FLOW_BYTES * 8 }).toString(),
  ) as Flow;
  if (expiryOf(issuer, flow) <= issuer.clock().getTime()) {
    throw new RequestUnauthorized(
      `The request could not be authorized. The ${kind.split("_")[0]} request has expired, please try again.`,
    );
  }
  return flow;
}

/** The answer of Hydra for a challenge nobody issued. */
export function unknownRequest(): OAuthError {
  return new OAuthError("Not Found", "Unable to locate the requested resource", 404);
}

/** When a flow ends, in ms since the epoch. */
export function expiryOf(issuer: Issuer, flow: Flow): number {
  return (flow.requestedAt + issuer.policy.lifetimes.loginConsentRequest) * 1000;
}

/** The address of the authorization request, to show and to begin again. */
export function requestUrlOf(issuer: Issuer, flow: Flow): string {
  if (flow.deviceId !== undefined) return `${issuer.url}${ENDPOINTS.deviceVerification}`;
  return `${issuer.url}${ENDPOINTS.authorization}?${flow.query}`;
}

/** The name of the cookie that binds a flow to its browser. */
export function flowCookieName(flowId: string): string {
  return `flow_${flowId.slice(0, 8)}`;
}

/** The value of that cookie; nobody can make it from a challenge. */
export function flowCookieValue(issuer: Issuer, flowId: string): string {
  return issuer.sealer.digest("flow-cookie", flowId);
}

/** Throws 403 `request_forbidden` unless the browser holds the cookie of the flow. */
export function assertSameBrowser(
  issuer: Issuer,
  flowId: string,
  cookie: string | undefined,
): void {
  if (cookie !== undefined && equalInConstantTime(flowCookieValue(issuer, flowId), cookie)) return;
  throw new RequestForbidden(
    "The request began in another browser, or cookies are blocked. Allow cookies and start again.",
  );
}
