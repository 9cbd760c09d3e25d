import { FlowEnded, OAuthError } from "../errors.js";
import { after } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import {
  assertSameBrowser,
  flowCookieName,
  openFlow,
  requestUrlOf,
  sessionIdOf,
  unknownRequest,
} from "../interaction/flow.js";
import type { Flow, LoginResult } from "../interaction/flow.js";
import { readFlowRequest } from "../interaction/flow-request.js";
import type { Session } from "../stores.js";
import { assertExpected } from "./expectations.js";
import { decideConsent } from "./consent-step.js";
import type { AuthorizationInput, AuthorizationOutcome } from "./outcome.js";
import { redirectingErrors } from "./redirecting-errors.js";
import { respond } from "./respond.js";

/** The browser returns from login: keep the session, then go on to consent. */
export async function resumeAfterLogin(
  issuer: Issuer,
  input: AuthorizationInput,
  verifier: string,
): Promise<AuthorizationOutcome> {
  const flow = openFlow(issuer, "login_verifier", verifier);
  assertSameBrowser(issuer, flow.id, input.flowCookie(flowCookieName(flow.id)));
  const { target, check } = await readFlowRequest(issuer, flow);
  const outcome = await redirectingErrors(issuer, target, flow, async () => {
    const { rejection, login } = flow;
    if (rejection !== undefined) throw new OAuthError(rejection.error, rejection.description, 403);
    if (login === undefined) throw unknownRequest();
    const request = check();
    assertExpected(issuer, request, login);
    const { sessionId, cookie } = await keepSession(issuer, flow, login, input);
    const decided = await decideConsent(issuer, request, {
      ...flow,
      login: { ...login, id: sessionId },
    });
    return cookie === undefined ? decided : { ...decided, session: cookie };
  });
  return outcome.kind === "response" ? { ...outcome, flowId: flow.id } : outcome;
}

/** The browser returns from consent: one grant, one response. */
export async function resumeAfterConsent(
  issuer: Issuer,
  input: AuthorizationInput,
  verifier: string,
): Promise<AuthorizationOutcome> {
  const flow = openFlow(issuer, "consent_verifier", verifier);
  assertSameBrowser(issuer, flow.id, input.flowCookie(flowCookieName(flow.id)));
  const { target, check } = await readFlowRequest(issuer, flow);
  const outcome = await redirectingErrors(issuer, target, flow, async () => {
    const { rejection, login, consent } = flow;
    if (rejection !== undefined) throw new OAuthError(rejection.error, rejection.description, 403);
    if (login === undefined || consent === undefined) throw unknownRequest();
    const request = check();
    return respond(issuer, request, { ...flow, login }, { ...consent, skipped: false });
  });
  return { ...outcome, flowId: flow.id };
}

interface KeptSession {
  readonly sessionId: string;
  /** The session the browser is to keep; absent: it keeps what it has. */
  readonly cookie?: Session;
}

/**
 * Writes the session of a sign-in, keyed by the flow so that a replayed verifier makes no second
 * one. Another user who signs in within the same flow, by going back, gets a session apart.
 */
async function keepSession(
  issuer: Issuer,
  flow: Flow,
  login: LoginResult,
  input: AuthorizationInput,
): Promise<KeptSession> {
  const now = issuer.clock();
  const longest = issuer.policy.lifetimes.authenticationSession;
  const lifetime = login.rememberFor > 0 ? Math.min(login.rememberFor, longest) : longest;
  if (login.skipped) {
    const session = await issuer.stores.sessions.find(login.id, now);
    if (session === undefined) throw ended(issuer, flow);
    if (!login.extend) return { sessionId: session.id };
    const expiresAt = after(now, lifetime);
    await issuer.stores.sessions.extend(login.id, expiresAt);
    return { sessionId: session.id, cookie: { ...session, expiresAt } };
  }
  const begun: Session = {
    id: login.id,
    subject: login.subject,
    authenticatedAt: new Date(login.authTime * 1000),
    ...(login.acr === undefined ? {} : { acr: login.acr }),
    amr: login.amr,
    persistent: login.remember && login.rememberFor > 0,
    remembered: login.remember,
    expiresAt: after(now, lifetime),
    ...(input.userAgent === undefined ? {} : { userAgent: input.userAgent.slice(0, 256) }),
    ...(input.address === undefined ? {} : { address: input.address }),
  };
  const apart = { ...begun, id: sessionIdOf(issuer, flow, login.subject) };
  for (const session of [begun, apart]) {
    const written = await issuer.stores.sessions.insert(session);
    const standing =
      written === "inserted" ? session : await issuer.stores.sessions.find(session.id, now);
    if (standing === undefined) throw ended(issuer, flow);
    if (standing.subject !== login.subject) continue;
    return { sessionId: session.id, ...(login.remember ? { cookie: session } : {}) };
  }
  throw ended(issuer, flow);
}

function ended(issuer: Issuer, flow: Flow): FlowEnded {
  return new FlowEnded(
    "The sign-in of this request has ended. Start again.",
    requestUrlOf(issuer, flow),
  );
}
