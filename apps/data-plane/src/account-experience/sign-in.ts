import { HashingOverloaded, isEmailAddress, normaliseEmail } from "@grantry/identity";
import type { Identity } from "@grantry/identity";
import type { Problem } from "./fields.js";
import { accountChoicePage, accountToChoose, chooseAccount } from "./account-choice.js";
import { expiredPage, foreignFormPage } from "./ended-page.js";
import { beginFlow, isOwnForm, problemsOn, readFlow, sealOwnFlow, writeFlow } from "./flow.js";
import type { LoginFlow } from "./login-flow.js";
import { loginKeyOf, openLoginFlow } from "./login-flow.js";
import { registrationFor } from "./registration.js";
import { allowedReturnTo } from "./return-to.js";
import { signInView } from "./sign-in-form.js";
import { finishSignIn } from "./signed-in.js";
import type { Answer, Visit } from "./visit.js";
import { currentSession, identityOf, pagePath, redirectTo } from "./visit.js";

const longestTyped = 320;

/** `GET /ui/login` */
export async function showSignIn(visit: Visit): Promise<Answer> {
  const key = loginKeyOf(visit.query);
  if (key === undefined) return beginOwn(visit);
  const flow = await openLoginFlow(visit, "login", key);
  if (flow.kind !== "flow") return flow;
  const another = visit.query.get("account") === "other";
  if (another) return signInPage(visit, flow, { another });
  const spared = await spareSignIn(visit, flow);
  if (spared !== undefined) return spared;
  const account = await accountToChoose(visit, flow);
  return account === undefined
    ? signInPage(visit, flow, { another })
    : accountChoicePage(visit, flow, account);
}

/** A page opened without a flow gets one in its address; who is signed in already goes on. */
async function beginOwn(visit: Visit): Promise<Answer> {
  const { project, query } = visit;
  const returnTo = allowedReturnTo(project, query.get("return_to"));
  const refresh = query.get("refresh") === "true";
  const session = await currentSession(visit);
  if (session !== undefined && session.remembered && !refresh) {
    return redirectTo(returnTo ?? pagePath(project, "welcome"));
  }
  const key = sealOwnFlow(visit, returnTo === undefined ? {} : { returnTo });
  beginFlow(visit, key);
  return redirectTo(pagePath(project, "login", { [key.parameter]: key.value }));
}

/** A session that stands in for the sign-in, and the request to sign up instead. */
async function spareSignIn(visit: Visit, flow: LoginFlow): Promise<Answer | undefined> {
  const { project, options, now } = visit;
  const { question, key } = flow;
  if (question === undefined) return undefined;
  if (question.skip) {
    const identity = await identityOf(project, question.subject);
    if (identity?.state === "active") {
      const { authenticationSession } = project.issuer.policy.lifetimes;
      const accepted = await options.interactions.acceptLogin(project, key.value, {
        subject: question.subject,
        remember: true,
        remember_for: authenticationSession,
      });
      return redirectTo(accepted.redirectTo);
    }
    if (question.sessionId !== undefined) {
      await project.stores.sessions.end(question.sessionId, now);
      return redirectTo(question.requestUrl);
    }
  }
  return question.request.prompt.has("create")
    ? redirectTo(pagePath(project, "registration", flow.parameters))
    : undefined;
}

async function signInPage(
  visit: Visit,
  flow: LoginFlow,
  shown: {
    readonly another: boolean;
    readonly status?: number;
    readonly problems?: readonly Problem[];
    readonly identifier?: string;
    readonly retryAfterSeconds?: number;
  },
): Promise<Answer> {
  const { project } = visit;
  const { key, language, question } = flow;
  const state = beginFlow(visit, key, question);
  const parameters = shown.another ? { ...flow.parameters, account: "other" } : flow.parameters;
  const known = shown.another ? undefined : await personToConfirm(visit, flow);
  const { hideRegistrationLink } = project.accountExperience;
  const isRegistrationOpen = registrationFor(visit, flow).kind !== "closed";
  const view = signInView(
    {
      token: state.token,
      parameters,
      problems: shown.problems ?? problemsOn(state, "login"),
      identifier:
        known?.traits.email ??
        shown.identifier ??
        state.kept?.["identifier"] ??
        question?.request.loginHint?.slice(0, longestTyped) ??
        "",
      projectName: project.name,
      ...(question === undefined ? {} : { request: question.request }),
      ...(known === undefined
        ? {}
        : {
            confirm: { another: pagePath(project, "login", { ...parameters, account: "other" }) },
          }),
      ...(isRegistrationOpen && hideRegistrationLink !== true && known === undefined
        ? { signUp: pagePath(project, "registration", flow.parameters) }
        : {}),
    },
    language,
  );
  return {
    kind: "page",
    status: shown.status ?? 200,
    view,
    language,
    formTarget: "client",
    parameters,
    ...(shown.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: shown.retryAfterSeconds }),
  };
}

/** Whoever is signed in and is asked again: `prompt=login`, `max_age`, `refresh=true`. */
async function personToConfirm(visit: Visit, flow: LoginFlow): Promise<Identity | undefined> {
  const prompt = flow.question?.request.prompt;
  if (prompt?.has("select_account") === true || prompt?.has("create") === true) return undefined;
  const session = await currentSession(visit);
  if (session === undefined || !session.remembered) return undefined;
  return identityOf(visit.project, session.subject);
}

/** `POST /ui/login` */
export async function answerSignIn(visit: Visit, form: URLSearchParams): Promise<Answer> {
  const key = loginKeyOf(form);
  if (key === undefined) return expiredPage(visit, "login", undefined);
  const state = readFlow(visit, key);
  if (state === undefined || !isOwnForm(visit, state, form.get("csrf_token") ?? "")) {
    return foreignFormPage(visit, "login", { [key.parameter]: key.value });
  }
  const identifier = (form.get("identifier") ?? "").trim().slice(0, longestTyped);
  const another = form.get("account") === "other";
  const again = (problems: readonly Problem[]): Answer => {
    writeFlow(visit, key, { ...state, page: "login", problems, kept: { identifier } });
    const account = another ? { account: "other" } : undefined;
    return redirectTo(pagePath(visit.project, "login", { [key.parameter]: key.value, ...account }));
  };
  const flow = await openLoginFlow(visit, "login", key);
  if (flow.kind !== "flow") return again([]);
  if (form.get("method") === "account") {
    return (await chooseAccount(visit, flow, form.get("account"))) ?? again([]);
  }
  const password = form.get("password") ?? "";
  const missing: Problem[] = [
    ...(identifier === ""
      ? [{ field: "identifier", message: "login.identifierEmpty" } as const]
      : []),
    ...(password === "" ? [{ field: "password", message: "login.passwordEmpty" } as const] : []),
  ];
  if (missing.length > 0) return again(missing);
  const outcome = await checkPassword(visit, identifier, password);
  switch (outcome.kind) {
    case "signed-in":
      return finishSignIn(visit, flow, outcome.identity, form.get("remember") === "true");
    case "wrong":
      return again([{ message: "login.wrong" }]);
    case "disabled":
      return again([{ message: "login.disabled", values: { project: visit.project.name } }]);
    case "held-back":
    case "busy":
      return signInPage(visit, flow, { another, identifier, ...inPlace(outcome) });
  }
}

type Outcome =
  | { readonly kind: "signed-in"; readonly identity: Identity }
  | { readonly kind: "wrong" | "disabled" }
  | { readonly kind: "held-back" | "busy"; readonly seconds: number };

function inPlace({
  kind,
  seconds,
}: {
  readonly kind: "held-back" | "busy";
  readonly seconds: number;
}) {
  const problem: Problem =
    kind === "busy"
      ? { message: "form.busy", values: { n: seconds } }
      : { message: "login.tooMany", values: { n: Math.ceil(seconds / 60) } };
  return { status: kind === "busy" ? 503 : 429, problems: [problem], retryAfterSeconds: seconds };
}

/**
 * Whether an address and a password belong together. An unknown address, an account without a
 * password and a wrong password take the same work and end the same way.
 */
async function checkPassword(visit: Visit, typed: string, password: string): Promise<Outcome> {
  const { project, options, request, now } = visit;
  const identifier = normaliseEmail(typed);
  const attempt = { projectId: project.id, address: options.addressOf(request), identifier };
  const seconds = options.throttle?.waitSeconds(attempt, now) ?? 0;
  if (seconds > 0) return { kind: "held-back", seconds };
  const found = isEmailAddress(identifier)
    ? await project.stores.identities.findByEmail(identifier)
    : undefined;
  let right: boolean;
  try {
    right = await options.passwords.verify(found?.passwordHash, password);
  } catch (error) {
    if (!(error instanceof HashingOverloaded)) throw error;
    return { kind: "busy", seconds: error.retryAfterSeconds };
  }
  if (!right || found === undefined) {
    options.throttle?.failed(attempt, now);
    return { kind: "wrong" };
  }
  options.throttle?.succeeded(attempt);
  const { identity } = found;
  return identity.state === "active" ? { kind: "signed-in", identity } : { kind: "disabled" };
}
