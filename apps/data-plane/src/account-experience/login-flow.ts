import { OAuthError } from "@grantry/oauth2";
import type { Language } from "@grantry/identity";
import { answeredPage, cookiesBlockedPage, expiredPage } from "./ended-page.js";
import type { FlowKey, OwnFlow } from "./flow.js";
import { hasSeen, isExpired, openOwnFlow, readFlow } from "./flow.js";
import type { LoginQuestion } from "./ports.js";
import type { Answer, Visit } from "./visit.js";
import { languageOf, pagePath } from "./visit.js";

/** A sign-in or sign-up on its way: asked for by a client, or by the user alone. */
export interface LoginFlow {
  readonly kind: "flow";
  readonly key: FlowKey;
  readonly language: Language;
  /** Hidden inputs of its forms and parameters of its pages. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the authorization endpoint asks; absent without a client. */
  readonly question?: LoginQuestion;
  /** What the page itself began; absent with a client. */
  readonly own?: OwnFlow;
}

type LoginPage = "login" | "registration";

/** The flow that an address or a form names; nothing when it names none. */
export function loginKeyOf(parameters: URLSearchParams): FlowKey | undefined {
  for (const parameter of ["login_challenge", "flow"] as const) {
    const value = parameters.get(parameter);
    if (value !== null) return { parameter, value };
  }
  return undefined;
}

/** Opens a flow; answers the expired, answered or cookies-blocked page when it cannot go on. */
export async function openLoginFlow(
  visit: Visit,
  page: LoginPage,
  key: FlowKey,
): Promise<LoginFlow | Answer> {
  return key.parameter === "flow" ? openOwn(visit, page, key) : openAsked(visit, page, key);
}

async function openOwn(visit: Visit, page: LoginPage, key: FlowKey): Promise<LoginFlow | Answer> {
  const { project, request, now } = visit;
  const own = openOwnFlow(project, key.value);
  const afresh = pagePath(
    project,
    page,
    own?.returnTo === undefined ? {} : { return_to: own.returnTo },
  );
  if (own === undefined || isExpired(visit, own)) return expiredPage(visit, page, afresh);
  if (readFlow(visit, key) === undefined) {
    return request.headers.cookie === undefined
      ? cookiesBlockedPage(visit, page, afresh)
      : expiredPage(visit, page, afresh);
  }
  if ((await project.stores.sessions.find(own.id, now)) !== undefined) {
    return answeredPage(visit, page, own.returnTo);
  }
  const parameters = { [key.parameter]: key.value };
  return { kind: "flow", key, language: languageOf(visit), parameters, own };
}

async function openAsked(visit: Visit, page: LoginPage, key: FlowKey): Promise<LoginFlow | Answer> {
  const { project, options } = visit;
  const question = await askedOrEnded(visit, page, key, () =>
    options.interactions.loginRequest(project, key.value),
  );
  if ("kind" in question) return question;
  const refused = await refusedFlow(visit, page, question);
  if (refused !== undefined) return refused;
  const language = languageOf(visit, question.request.uiLocales);
  const parameters = { [key.parameter]: key.value };
  return { kind: "flow", key, language, parameters, question };
}

/**
 * The page for a flow that has made its grant, that began in another browser, or in this one with
 * cookies blocked; nothing when it may go on.
 */
export async function refusedFlow(
  visit: Visit,
  page: LoginPage | "consent" | "device",
  { flowId, requestUrl }: { readonly flowId: string; readonly requestUrl: string },
): Promise<Answer | undefined> {
  const { project, request, options } = visit;
  const owned = options.ownsFlow(request, project, flowId);
  if (owned || hasSeen(visit, flowId)) {
    const answered = (await project.stores.grants.find(flowId)) !== undefined;
    if (answered) return answeredPage(visit, page, requestUrl);
  }
  if (owned) return undefined;
  return request.headers.cookie === undefined
    ? cookiesBlockedPage(visit, page, requestUrl)
    : expiredPage(visit, page, undefined);
}

/**
 * The question behind a challenge, or the page for one that has ended: unknown and expired
 * challenges look the same; whatever else is wrong is thrown on.
 */
export async function askedOrEnded<Question>(
  visit: Visit,
  page: "login" | "registration" | "consent" | "device" | "logout",
  key: FlowKey,
  ask: () => Promise<Question>,
): Promise<Question | Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const state = readFlow(visit, key);
    if (error.status === 410) return answeredPage(visit, page, state?.startAgain);
    if (error.status !== 404 && error.status !== 401) throw error;
    return expiredPage(visit, page, withHint(state?.startAgain, state?.kept?.["identifier"]));
  }
}

/** The authorization request again, with the address that was typed. */
function withHint(startAgain: string | undefined, identifier: string | undefined) {
  if (startAgain === undefined || identifier === undefined || identifier === "") return startAgain;
  const url = new URL(startAgain);
  if (!url.searchParams.has("login_hint")) url.searchParams.set("login_hint", identifier);
  return url.href;
}
