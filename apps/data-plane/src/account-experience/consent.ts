import { consentView } from "./consent-form.js";
import { expiredPage, foreignFormPage } from "./ended-page.js";
import type { FlowKey } from "./flow.js";
import { beginFlow, endFlow, isOwnForm, longestKept, readFlow, writeFlow } from "./flow.js";
import { askedOrEnded, refusedFlow } from "./login-flow.js";
import type { ConsentQuestion } from "./ports.js";
import type { Answer, Visit } from "./visit.js";
import { identityOf, languageOf, pagePath, redirectTo } from "./visit.js";

/** `GET /ui/consent` */
export async function showConsent(visit: Visit): Promise<Answer> {
  const key = consentKeyOf(visit.query);
  if (key === undefined) return expiredPage(visit, "consent", undefined);
  const question = await openConsent(visit, key);
  if ("kind" in question) return question;
  const { request } = question;
  if (question.skip || request.client.metadata.skip_consent) {
    return accept(visit, key, {
      grant_scope: request.scope,
      grant_access_token_audience: request.audience,
      remember: false,
      remember_for: 0,
    });
  }
  return consentPage(visit, key, question);
}

async function consentPage(visit: Visit, key: FlowKey, question: ConsentQuestion): Promise<Answer> {
  const { project } = visit;
  const { request, login, requestUrl } = question;
  const language = languageOf(visit, request.uiLocales);
  const state = beginFlow(visit, key, question);
  const parameters = { [key.parameter]: key.value };
  const identity = await identityOf(project, login.subject);
  const { kept } = state;
  const notYou = new URL(requestUrl);
  notYou.searchParams.set("prompt", "select_account");
  notYou.searchParams.delete("login_hint");
  const view = consentView(
    {
      token: state.token,
      parameters,
      request,
      signedInAs: identity?.traits.email ?? login.subject,
      notYou: notYou.href,
      projectName: project.name,
      remember: kept === undefined ? !request.client.isPublic : kept["remember"] === "true",
      ...(kept === undefined ? {} : { ticked: new Set(kept["grant_scope"]?.split(" ")) }),
    },
    language,
  );
  return { kind: "page", status: 200, view, language, formTarget: "client", parameters };
}

/** `POST /ui/consent` */
export async function answerConsent(visit: Visit, form: URLSearchParams): Promise<Answer> {
  const key = consentKeyOf(form);
  if (key === undefined) return expiredPage(visit, "consent", undefined);
  const state = readFlow(visit, key);
  const parameters = { [key.parameter]: key.value };
  if (state === undefined || !isOwnForm(visit, state, form.get("csrf_token") ?? "")) {
    return foreignFormPage(visit, "consent", parameters);
  }
  const question = await openConsent(visit, key);
  const action = form.get("action");
  if ("kind" in question) return redirectTo(pagePath(visit.project, "consent", parameters));
  const ticked = new Set([...form.getAll("grant_scope"), "openid"]);
  const grantScope = question.request.scope.filter((scope) => ticked.has(scope));
  const remember = form.get("remember") === "true";
  if (action !== "accept" && action !== "reject") {
    const kept = { grant_scope: grantScope.join(" "), remember: String(remember) };
    if (kept.grant_scope.length <= longestKept) writeFlow(visit, key, { ...state, kept });
    return redirectTo(pagePath(visit.project, "consent", parameters));
  }
  if (action === "reject") {
    const { interactions } = visit.options;
    const rejected = await interactions.rejectConsent(visit.project, key.value, {
      error: "access_denied",
      error_description: "The resource owner denied the request.",
    });
    endFlow(visit, key);
    return redirectTo(rejected.redirectTo);
  }
  return accept(visit, key, {
    grant_scope: grantScope,
    grant_access_token_audience: question.request.audience,
    remember,
    remember_for: 0,
  });
}

async function accept(
  visit: Visit,
  key: FlowKey,
  answer: Parameters<Visit["options"]["interactions"]["acceptConsent"]>[2],
): Promise<Answer> {
  const accepted = await visit.options.interactions.acceptConsent(visit.project, key.value, answer);
  return redirectTo(accepted.redirectTo);
}

async function openConsent(visit: Visit, key: FlowKey): Promise<ConsentQuestion | Answer> {
  const { project, options } = visit;
  const question = await askedOrEnded(visit, "consent", key, () =>
    options.interactions.consentRequest(project, key.value),
  );
  if ("kind" in question) return question;
  return (await refusedFlow(visit, "consent", question)) ?? question;
}

function consentKeyOf(parameters: URLSearchParams): FlowKey | undefined {
  const value = parameters.get("consent_challenge");
  return value === null ? undefined : { parameter: "consent_challenge", value };
}
