import { randomUUID } from "node:crypto";
import {
  HashingOverloaded,
  LONGEST_NAME,
  isDisplayName,
  isEmailAddress,
  normaliseEmail,
  passwordProblem,
} from "@grantry/identity";
import type { Identity, MessageKey, PasswordProblem } from "@grantry/identity";
import { expiredPage, foreignFormPage } from "./ended-page.js";
import type { Problem } from "./fields.js";
import { beginFlow, isOwnForm, problemsOn, readFlow, sealOwnFlow, writeFlow } from "./flow.js";
import { html } from "./html.js";
import type { LoginFlow } from "./login-flow.js";
import { loginKeyOf, openLoginFlow } from "./login-flow.js";
import { registrationFor } from "./registration.js";
import { allowedReturnTo } from "./return-to.js";
import { finishSignIn } from "./signed-in.js";
import { signUpView } from "./sign-up-form.js";
import type { Answer, Visit } from "./visit.js";
import { languageOf, pagePath, redirectTo } from "./visit.js";

const longestTyped = 320;

const passwordMessages: Readonly<Record<PasswordProblem, MessageKey>> = {
  empty: "registration.passwordEmpty",
  short: "registration.passwordShort",
  long: "registration.passwordLong",
  common: "registration.passwordCommon",
};

/** `GET /ui/registration` */
export async function showSignUp(visit: Visit): Promise<Answer> {
  const { project, query } = visit;
  const key = loginKeyOf(query);
  if (key === undefined) {
    if (!project.accountExperience.registrationEnabled) return closedPage(visit);
    const returnTo = allowedReturnTo(project, query.get("return_to"));
    const own = sealOwnFlow(visit, returnTo === undefined ? {} : { returnTo });
    beginFlow(visit, own);
    return redirectTo(pagePath(project, "registration", { [own.parameter]: own.value }));
  }
  const flow = await openLoginFlow(visit, "registration", key);
  if (flow.kind !== "flow") return flow;
  const registration = registrationFor(visit, flow);
  return registration.kind === "closed" ? closedPage(visit) : signUpPage(visit, flow);
}

function signUpPage(
  visit: Visit,
  flow: LoginFlow,
  busy?: { readonly seconds: number; readonly kept: Readonly<Record<string, string>> },
): Answer {
  const { project } = visit;
  const { key, language, parameters, question } = flow;
  const state = beginFlow(visit, key, question);
  const terms = termsOf(visit);
  const registration = registrationFor(visit, flow);
  const invited = registration.kind === "invited" ? registration.email : undefined;
  const kept = busy?.kept ?? state.kept ?? {};
  const problems: readonly Problem[] =
    busy === undefined
      ? problemsOn(state, "registration")
      : [{ message: "form.busy", values: { n: busy.seconds } }];
  const view = signUpView(
    {
      token: state.token,
      parameters,
      problems,
      ...(invited === undefined ? {} : { isEmailFixed: true }),
      email:
        invited ?? kept["identifier"] ?? question?.request.loginHint?.slice(0, longestTyped) ?? "",
      name: kept["name"] ?? "",
      projectName: project.name,
      signIn: pagePath(project, "login", { ...parameters, account: "other" }),
      ...(question === undefined ? {} : { request: question.request }),
      ...(terms === undefined ? {} : { terms }),
    },
    language,
  );
  const page = { kind: "page", view, language, formTarget: "client", parameters } as const;
  return busy === undefined
    ? { ...page, status: 200 }
    : { ...page, status: 503, retryAfterSeconds: busy.seconds };
}

/** `POST /ui/registration` */
export async function answerSignUp(visit: Visit, form: URLSearchParams): Promise<Answer> {
  const { project } = visit;
  const key = loginKeyOf(form);
  if (key === undefined) return expiredPage(visit, "registration", undefined);
  const state = readFlow(visit, key);
  const parameters = { [key.parameter]: key.value };
  if (state === undefined || !isOwnForm(visit, state, form.get("csrf_token") ?? "")) {
    return foreignFormPage(visit, "registration", parameters);
  }
  const typed = readForm(form);
  const kept = { identifier: typed.email, name: typed.name.slice(0, longestTyped) };
  const again = (problems: readonly Problem[]): Answer => {
    writeFlow(visit, key, { ...state, page: "registration", problems, kept });
    return redirectTo(pagePath(project, "registration", parameters));
  };
  const flow = await openLoginFlow(visit, "registration", key);
  if (flow.kind !== "flow") return again([]);
  const registration = registrationFor(visit, flow);
  if (registration.kind === "closed") return closedPage(visit);
  // An invitation is for its address, whatever the form says.
  if (registration.kind === "invited") typed.email = registration.email;
  const problems = problemsOf(typed, termsOf(visit) !== undefined);
  if (problems.length > 0) return again(problems);
  try {
    const isProven = registration.kind === "invited";
    const identity = await createIdentity(visit, { ...typed, isProven });
    if (identity === undefined) {
      return again([{ field: "traits.email", message: "registration.emailTaken" }]);
    }
    return await finishSignIn(visit, flow, identity, false);
  } catch (error) {
    if (!(error instanceof HashingOverloaded)) throw error;
    return signUpPage(visit, flow, { seconds: error.retryAfterSeconds, kept });
  }
}

interface Typed {
  email: string;
  readonly name: string;
  readonly password: string;
  readonly acceptTerms: boolean;
}

function readForm(form: URLSearchParams): Typed {
  return {
    email: (form.get("traits.email") ?? "").trim().slice(0, longestTyped),
    name: (form.get("traits.name") ?? "").trim(),
    password: form.get("password") ?? "",
    acceptTerms: form.get("accept_terms") === "true",
  };
}

function problemsOf(typed: Typed, needsTerms: boolean): Problem[] {
  const problems: Problem[] = [];
  if (typed.email === "") {
    problems.push({ field: "traits.email", message: "registration.emailEmpty" });
  } else if (!isEmailAddress(normaliseEmail(typed.email))) {
    problems.push({ field: "traits.email", message: "registration.emailForm" });
  }
  if (Array.from(typed.name).length > LONGEST_NAME) {
    problems.push({ field: "traits.name", message: "registration.nameLong" });
  } else if (!isDisplayName(typed.name)) {
    problems.push({ field: "traits.name", message: "registration.nameForm" });
  }
  const password = passwordProblem(typed.password, typed.email);
  if (password !== undefined) {
    problems.push({ field: "password", message: passwordMessages[password] });
  }
  if (needsTerms && !typed.acceptTerms) {
    problems.push({ field: "accept_terms", message: "registration.termsNeeded" });
  }
  return problems;
}

/** Writes the identity; nothing when the address is taken. The hash is made in both cases. */
async function createIdentity(
  visit: Visit,
  typed: Typed & { readonly isProven: boolean },
): Promise<Identity | undefined> {
  const { project, options, now } = visit;
  const passwordHash = await options.passwords.hash(typed.password);
  const identity: Identity = {
    id: randomUUID(),
    state: "active",
    traits: { email: typed.email, ...(typed.name === "" ? {} : { name: typed.name }) },
    ...(typed.isProven ? { emailVerifiedAt: now } : {}),
    createdAt: now,
    updatedAt: now,
  };
  const normalisedEmail = normaliseEmail(typed.email);
  const outcome = await project.stores.identities.insert(identity, {
    normalisedEmail,
    passwordHash,
  });
  if (outcome !== "inserted") return undefined;
  project.usage.count("sign_ups");
  return identity;
}

function closedPage(visit: Visit): Answer {
  const { project, query } = visit;
  const language = languageOf(visit);
  const key = loginKeyOf(query);
  const signIn = pagePath(project, "login", {
    ...(key === undefined ? {} : { [key.parameter]: key.value }),
    account: "other",
  });
  return {
    kind: "page",
    status: 403,
    language,
    formTarget: "here",
    view: {
      page: "registration",
      step: "closed",
      title: language.text("error.refused.title"),
      content: html`<p class="ax-gap">
          ${language.text("registration.closed", { project: project.name })}
        </p>
        <a class="ax-button" id="continue" href="${signIn}"
          >${language.text("registration.signIn")}</a
        >`,
    },
  };
}

function termsOf({ project }: Visit): string | undefined {
  const terms = project.accountExperience.termsOfServiceUrl;
  return terms?.startsWith("https://") === true ? terms : undefined;
}
