import type { Identity } from "@grantry/identity";
import type { Session } from "@grantry/oauth2";
import { answeredPage } from "./ended-page.js";
import { endFlow } from "./flow.js";
import type { LoginFlow } from "./login-flow.js";
import type { Answer, Visit } from "./visit.js";
import { pagePath, redirectTo } from "./visit.js";

/** What a password proves (RFC 8176 §2). */
const PASSWORD_METHODS = ["pwd"];

/**
 * Goes on after a right password: back to the authorization endpoint, which makes the session, or
 * without a client to the wished page with a session made here. `stay` keeps it beyond this browser
 * session.
 */
export async function finishSignIn(
  visit: Visit,
  flow: LoginFlow,
  identity: Identity,
  stay: boolean,
): Promise<Answer> {
  const { project, options } = visit;
  const lifetime = project.issuer.policy.lifetimes.authenticationSession;
  if (flow.own !== undefined) return openSession(visit, flow, identity, stay);
  const accepted = await options.interactions.acceptLogin(project, flow.key.value, {
    subject: identity.id,
    remember: true,
    remember_for: stay ? lifetime : 0,
    amr: PASSWORD_METHODS,
  });
  endFlow(visit, flow.key);
  return redirectTo(accepted.redirectTo);
}

async function openSession(
  visit: Visit,
  flow: LoginFlow,
  identity: Identity,
  stay: boolean,
): Promise<Answer> {
  const { project, options, request, reply, now } = visit;
  const lifetime = project.issuer.policy.lifetimes.authenticationSession;
  const userAgent = request.headers["user-agent"];
  const session: Session = {
    id: flow.own?.id ?? "",
    subject: identity.id,
    authenticatedAt: now,
    amr: PASSWORD_METHODS,
    persistent: stay,
    remembered: true,
    expiresAt: new Date(now.getTime() + lifetime * 1000),
    address: options.addressOf(request),
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 512) }),
  };
  const former = options.sessionCookies.read(request, project);
  const returnTo = flow.own?.returnTo ?? pagePath(project, "welcome");
  if ((await project.stores.sessions.insert(session)) === "exists") {
    return answeredPage(visit, "login", returnTo);
  }
  if (former !== undefined && former !== session.id) {
    await project.stores.sessions.revoke(former, now);
  }
  options.sessionCookies.set(reply, project, session);
  return redirectTo(returnTo);
}
