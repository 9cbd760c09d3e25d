import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Problem } from "./fields.js";
import type { PageName } from "./page.js";
import type { AccountProject } from "./ports.js";
import type { Visit } from "./visit.js";

/** The parameter that names a flow in addresses and forms. */
export type FlowParameter =
  | "login_challenge"
  | "consent_challenge"
  | "device_challenge"
  | "logout_challenge"
  | "flow";

export interface FlowKey {
  readonly parameter: FlowParameter;
  readonly value: string;
}

/** What a flow remembers between a form and the page that answers it; sealed in its cookie. */
export interface FlowState {
  /** Bound to the form as `csrf_token`. */
  readonly token: string;
  /** Seconds since the epoch; the oldest flow of a browser goes first. */
  readonly startedAt: number;
  /** The page the problems belong to. */
  readonly page?: PageName;
  readonly problems?: readonly Problem[];
  /** What was typed, never a secret. */
  readonly kept?: Readonly<Record<string, string>>;
  /** The authorization request, to begin again when the challenge has expired. */
  readonly startAgain?: string;
  /** The flow of that request: told apart from a stranger's after it was answered. */
  readonly flowId?: string;
}

/** What a page opened without an authorization request puts into its address. */
export interface OwnFlow {
  /** Becomes the id of the session, so that no flow can make two. */
  readonly id: string;
  readonly startedAt: number;
  readonly returnTo?: string;
}

const purpose = { cookie: "ui-flow-cookie", address: "ui-flow" };
const mostFlows = 8;
const cookieLifetimeSeconds = 24 * 3600;
/** The longest text a flow remembers: eight cookies must fit into one request. */
export const longestKept = 700;

/** The flow's cookie as this browser holds it; nothing when it holds none. */
export function readFlow(visit: Visit, key: FlowKey): FlowState | undefined {
  const sealed = visit.request.cookies[cookieName(visit, key)];
  return sealed === undefined ? undefined : openState(visit.project, sealed);
}

/** The flow's state, begun when this browser has none yet; its cookie is written in that case. */
export function beginFlow(
  visit: Visit,
  key: FlowKey,
  asked?: { readonly requestUrl: string; readonly flowId: string },
): FlowState {
  const known = readFlow(visit, key);
  if (known !== undefined) return known;
  const startAgain = asked?.requestUrl;
  const state: FlowState = {
    token: randomBytes(18).toString("base64url"),
    startedAt: Math.floor(visit.now.getTime() / 1000),
    ...(startAgain === undefined || startAgain.length > longestKept ? {} : { startAgain }),
    ...(asked === undefined ? {} : { flowId: asked.flowId }),
  };
  writeFlow(visit, key, state);
  return state;
}

/** Writes the flow's cookie; of more than eight the oldest goes. */
export function writeFlow(visit: Visit, key: FlowKey, state: FlowState): void {
  const { project, reply, request, options } = visit;
  const scope = options.cookieScope(project);
  const own = cookieName(visit, key);
  const others = Object.entries(request.cookies)
    .filter(([name]) => name.startsWith(cookiePrefix(visit)) && name !== own)
    .map(([name, value]) => ({ name, startedAt: openState(project, value ?? "")?.startedAt ?? 0 }))
    .toSorted((one, other) => other.startedAt - one.startedAt);
  for (const { name } of others.slice(mostFlows - 1)) {
    reply.clearCookie(name, { path: scope.path, secure: scope.secure });
  }
  reply.setCookie(own, project.sealer.seal(purpose.cookie, JSON.stringify(state)), {
    path: scope.path,
    secure: scope.secure,
    httpOnly: true,
    sameSite: "lax",
    maxAge: cookieLifetimeSeconds,
  });
}

/** Whether this browser has seen a page of a flow, now or before it was answered. */
export function hasSeen(visit: Visit, flowId: string): boolean {
  const prefix = cookiePrefix(visit);
  return Object.entries(visit.request.cookies).some(
    ([name, value]) =>
      name.startsWith(prefix) && openState(visit.project, value ?? "")?.flowId === flowId,
  );
}

/** Takes the flow's cookie away when the next page of the request has one of its own. */
export function endFlow(visit: Visit, key: FlowKey): void {
  const { path, secure } = visit.options.cookieScope(visit.project);
  visit.reply.clearCookie(cookieName(visit, key), { path, secure });
}

/** The problems of a page, when the state speaks of this page. */
export function problemsOn(state: FlowState, page: PageName): readonly Problem[] {
  return state.page === page ? (state.problems ?? []) : [];
}

/**
 * Whether a form came from a page of this flow in this browser: the token of the flow's cookie, the
 * issuer's own origin, and `Sec-Fetch-Site` where the browser sends it.
 */
export function isOwnForm(visit: Visit, state: FlowState | undefined, token: string): boolean {
  const { headers } = visit.request;
  const site = headers["sec-fetch-site"];
  if (state === undefined || headers.origin !== new URL(visit.project.issuer.url).origin)
    return false;
  if (site !== undefined && site !== "same-origin") return false;
  const expected = Buffer.from(state.token);
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Begins a flow for a page that was opened without an authorization request. */
export function sealOwnFlow(visit: Visit, flow: Omit<OwnFlow, "id" | "startedAt">): FlowKey {
  const own: OwnFlow = {
    id: randomUUID(),
    startedAt: Math.floor(visit.now.getTime() / 1000),
    ...flow,
  };
  return {
    parameter: "flow",
    value: visit.project.sealer.seal(purpose.address, JSON.stringify(own)),
  };
}

/** Opens `?flow=`; nothing for what this project did not seal. */
export function openOwnFlow(project: AccountProject, sealed: string): OwnFlow | undefined {
  if (sealed.length > 8192) return undefined;
  const plain = project.sealer.open(purpose.address, sealed);
  return plain === undefined ? undefined : (JSON.parse(plain.toString("utf8")) as OwnFlow);
}

/** Whether a flow of a page is older than the project's sign-in and consent requests may be. */
export function isExpired(visit: Visit, flow: OwnFlow): boolean {
  const lifetime = visit.project.issuer.policy.lifetimes.loginConsentRequest;
  return visit.now.getTime() >= (flow.startedAt + lifetime) * 1000;
}

function openState(project: AccountProject, sealed: string): FlowState | undefined {
  const plain = sealed.length > 4096 ? undefined : project.sealer.open(purpose.cookie, sealed);
  return plain === undefined ? undefined : (JSON.parse(plain.toString("utf8")) as FlowState);
}

function cookiePrefix({ options, project }: Visit): string {
  return `${options.cookieScope(project).prefix}gry_ui_`;
}

function cookieName(visit: Visit, { parameter, value }: FlowKey): string {
  const tag = createHash("sha256").update(`${parameter}\0${value}`).digest("base64url");
  return cookiePrefix(visit) + tag.slice(0, 12);
}
