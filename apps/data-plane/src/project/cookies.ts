import type { FastifyReply, FastifyRequest } from "fastify";
import { equalInConstantTime, flowCookieName, flowCookieValue } from "@grantry/oauth2";
import type { Session } from "@grantry/oauth2";
import type { CookieScope } from "../account-experience/ports.js";
import type { OpenedProject } from "./opened-project.js";

const MOST_FLOWS = 8;

/**
 * Where a project's cookies live: `__Host-` at a host of its own, bound to the issuer's path where
 * projects share an origin (RFC 6265bis §4.1.3).
 */
export function cookieScope(project: OpenedProject): CookieScope {
  const url = new URL(project.issuer.url);
  const secure = url.protocol === "https:";
  const path = url.pathname === "/" ? "/" : url.pathname;
  return { prefix: secure && path === "/" ? "__Host-" : "", path, secure };
}

function attributes(project: OpenedProject) {
  const { path, secure } = cookieScope(project);
  const wanted = project.issuer.policy.cookieSameSite;
  const sameSite = wanted === "none" && !secure ? ("lax" as const) : wanted;
  return { path, secure, httpOnly: true, sameSite };
}

function name(project: OpenedProject, base: string): string {
  return `${cookieScope(project).prefix}grantry_${base}`;
}

/** The session id in the cookie, whether or not such a session exists. */
export function readSessionCookie(
  request: FastifyRequest,
  project: OpenedProject,
): string | undefined {
  const sealed = request.cookies[name(project, "session")];
  return sealed === undefined ? undefined : project.sealer.open("session", sealed)?.toString();
}

/** Gives the browser its session; it outlives the browser only when the user asked for that. */
export function setSessionCookie(
  reply: FastifyReply,
  project: OpenedProject,
  session: Session,
): void {
  reply.setCookie(name(project, "session"), project.sealer.seal("session", session.id), {
    ...attributes(project),
    ...(session.persistent ? { expires: session.expiresAt } : {}),
  });
}

export function clearSessionCookie(reply: FastifyReply, project: OpenedProject): void {
  reply.clearCookie(name(project, "session"), attributes(project));
}

/** The live session of this browser; a cookie that names none counts as signed out. */
export async function readSession(
  request: FastifyRequest,
  project: OpenedProject,
): Promise<Session | undefined> {
  const id = readSessionCookie(request, project);
  return id === undefined ? undefined : project.stores.sessions.find(id, project.issuer.clock());
}

/** Binds the browser to a flow; of more than eight the oldest go. */
export function setFlowCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  project: OpenedProject,
  flowId: string,
): void {
  const prefix = name(project, "flow_");
  const held = Object.keys(request.cookies).filter((each) => each.startsWith(prefix));
  for (const old of held.slice(0, Math.max(0, held.length - MOST_FLOWS + 1))) {
    reply.clearCookie(old, attributes(project));
  }
  reply.setCookie(name(project, flowCookieName(flowId)), flowCookieValue(project.issuer, flowId), {
    ...attributes(project),
    maxAge: Math.ceil(project.issuer.policy.lifetimes.loginConsentRequest),
  });
}

export function readFlowCookie(
  request: FastifyRequest,
  project: OpenedProject,
  cookieName: string,
): string | undefined {
  return request.cookies[name(project, cookieName)];
}

export function clearFlowCookie(reply: FastifyReply, project: OpenedProject, flowId: string): void {
  reply.clearCookie(name(project, flowCookieName(flowId)), attributes(project));
}

/** Whether this browser began a flow: it holds the cookie the authorization endpoint set. */
export function ownsFlow(request: FastifyRequest, project: OpenedProject, flowId: string): boolean {
  const cookie = readFlowCookie(request, project, flowCookieName(flowId));
  return (
    cookie !== undefined && equalInConstantTime(flowCookieValue(project.issuer, flowId), cookie)
  );
}
