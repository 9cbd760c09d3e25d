import type { Identity } from "@grantry/identity";
import { html } from "./html.js";
import { beginFlow, endFlow } from "./flow.js";
import type { LoginFlow } from "./login-flow.js";
import type { View } from "./page.js";
import { hidden, whereTo } from "./sign-in-form.js";
import type { Answer, Visit } from "./visit.js";
import { currentSession, identityOf, pagePath, redirectTo } from "./visit.js";

/** Whoever is signed in when a client asks which account to use (`prompt=select_account`). */
export async function accountToChoose(
  visit: Visit,
  { question }: LoginFlow,
): Promise<Identity | undefined> {
  if (question?.request.prompt.has("select_account") !== true) return undefined;
  const session = await currentSession(visit);
  if (session === undefined || !session.remembered) return undefined;
  const identity = await identityOf(visit.project, session.subject);
  return identity?.state === "active" ? identity : undefined;
}

/** The page that offers the account of this browser, and another one. */
export function accountChoicePage(visit: Visit, flow: LoginFlow, account: Identity): Answer {
  const { project } = visit;
  const { key, language, parameters, question } = flow;
  const state = beginFlow(visit, key, question);
  const another = pagePath(project, "login", { ...parameters, account: "other" });
  const where = whereTo(question?.request, project.name, language);
  const view: View = {
    page: "login",
    step: "account",
    title: language.text("login.chooseTitle"),
    hasError: false,
    content: html`${where}
      <form id="account-form" method="post" novalidate>
        ${hidden(parameters, state.token)}
        <fieldset class="ax-field">
          <legend class="ax-hidden">${language.text("login.chooseTitle")}</legend>
          ${accountBox(account)}
        </fieldset>
        <button class="ax-button" id="account-submit" type="submit" name="method" value="account">
          ${language.text("login.chooseSubmit")}
        </button>
      </form>
      <p class="ax-after"><a href="${another}">${language.text("login.another")}</a></p>`,
  };
  return { kind: "page", status: 200, view, language, formTarget: "client", parameters };
}

function accountBox({ id, traits }: Identity) {
  return html`<div class="ax-check">
    <input type="radio" id="account-${id}" name="account" value="${id}" checked />
    <label for="account-${id}"
      >${traits.name !== undefined && html`<bdi>${traits.name}</bdi><br />`}<bdi
        >${traits.email}</bdi
      ></label
    >
  </div>`;
}

/**
 * Goes on with the account of this browser: the request begins again without the question, so that
 * the session stands in for the sign-in and its time stays what it was (OpenID Connect Core §2,
 * `auth_time`). Nothing when the account is not signed in here any more.
 */
export async function chooseAccount(
  visit: Visit,
  flow: LoginFlow,
  chosen: string | null,
): Promise<Answer | undefined> {
  const account = await accountToChoose(visit, flow);
  if (flow.question === undefined || account === undefined || account.id !== chosen)
    return undefined;
  const request = new URL(flow.question.requestUrl);
  const prompts = request.searchParams.get("prompt")?.split(" ") ?? [];
  const others = prompts.filter((prompt) => prompt !== "select_account");
  if (others.length > 0) request.searchParams.set("prompt", others.join(" "));
  else request.searchParams.delete("prompt");
  endFlow(visit, flow.key);
  return redirectTo(request.href);
}
