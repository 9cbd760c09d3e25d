import type { Language } from "@grantry/identity";
import { ENDPOINTS } from "@grantry/oauth2";
import { appNameMark } from "./app-display.js";
import { expiredPage, foreignFormPage } from "./ended-page.js";
import type { FlowKey } from "./flow.js";
import { beginFlow, endFlow, isOwnForm, readFlow } from "./flow.js";
import type { HtmlValue } from "./html.js";
import { html } from "./html.js";
import { askedOrEnded } from "./login-flow.js";
import type { View } from "./page.js";
import type { LogoutQuestion } from "./ports.js";
import { hidden } from "./sign-in-form.js";
import type { Answer, Visit } from "./visit.js";
import { basePath, currentSession, identityOf, languageOf, pagePath, redirectTo } from "./visit.js";

/** `GET /ui/logout`: alone it asks the issuer's end-session endpoint for a challenge. */
export async function showSignOut(visit: Visit): Promise<Answer> {
  const { project, options } = visit;
  const key = logoutKeyOf(visit.query);
  if (key === undefined) return redirectTo(`${basePath(project)}${ENDPOINTS.endSession}`);
  const question = await askedOrEnded(visit, "logout", key, () =>
    options.interactions.logoutRequest(project, key.value),
  );
  if ("kind" in question) return question;
  const language = languageOf(visit);
  const parameters = { [key.parameter]: key.value };
  const state = beginFlow(visit, key);
  const identity = await identityOf(project, question.subject);
  const address = identity?.traits.email ?? question.subject;
  const view = signOutView({ question, address, token: state.token, parameters }, visit, language);
  return { kind: "page", status: 200, view, language, formTarget: "client", parameters };
}

function signOutView(
  form: {
    readonly question: LogoutQuestion;
    readonly address: string;
    readonly token: string;
    readonly parameters: Readonly<Record<string, string>>;
  },
  { project }: Visit,
  language: Language,
): View {
  const { question, address } = form;
  const app = question.client !== undefined && appNameMark(question.client, language);
  const signedInAs = language.parts<HtmlValue>("logout.signedInAs", {
    address: html`<bdi>${address}</bdi>`,
  });
  return {
    page: "logout",
    title: language.text("logout.pageTitle"),
    heading: html`${language.parts<HtmlValue>("logout.title", { project: html`<bdi>${project.name}</bdi>` })}`,
    content: html`<p class="ax-lead ax-gap">
        ${app !== false && html`${language.parts<HtmlValue>("logout.appAsks", { app })} `}${address !== "" && signedInAs}
      </p>
      <form id="logout-form" method="post" novalidate>
        ${hidden(form.parameters, form.token)}
        <div class="ax-pair">
          <button class="ax-button" id="accept" type="submit" name="action" value="accept">
            ${language.text("logout.accept")}
          </button>
          <button
            class="ax-button ax-second"
            id="reject"
            type="submit"
            name="action"
            value="reject"
          >
            ${language.text("logout.reject")}
          </button>
        </div>
      </form>`,
  };
}

/** `POST /ui/logout` */
export async function answerSignOut(visit: Visit, form: URLSearchParams): Promise<Answer> {
  const { project, options } = visit;
  const key = logoutKeyOf(form);
  if (key === undefined) return expiredPage(visit, "logout", undefined);
  const parameters = { [key.parameter]: key.value };
  if (!isOwnForm(visit, readFlow(visit, key), form.get("csrf_token") ?? "")) {
    return foreignFormPage(visit, "logout", parameters);
  }
  const question = await askedOrEnded(visit, "logout", key, () =>
    options.interactions.logoutRequest(project, key.value),
  );
  const action = form.get("action");
  if ("kind" in question || (action !== "accept" && action !== "reject")) {
    return redirectTo(pagePath(project, "logout", parameters));
  }
  endFlow(visit, key);
  if (action === "reject") {
    await options.interactions.rejectLogout(project, key.value);
    return redirectTo(pagePath(project, "welcome"));
  }
  const accepted = await options.interactions.acceptLogout(project, key.value);
  return redirectTo(accepted.redirectTo);
}

/** `GET /ui/logged-out` */
export function showSignedOut(visit: Visit): Answer {
  const language = languageOf(visit);
  return {
    kind: "page",
    status: 200,
    language,
    formTarget: "here",
    view: {
      page: "logged-out",
      title: language.text("loggedOut.title"),
      content: html`<a class="ax-button" id="sign-in" href="${pagePath(visit.project, "login")}"
        >${language.text("loggedOut.again")}</a
      >`,
    },
  };
}

/** `GET /ui/welcome`: after a sign-in without a client. */
export async function showWelcome(visit: Visit): Promise<Answer> {
  const { project } = visit;
  const session = await currentSession(visit);
  if (session === undefined) {
    return redirectTo(pagePath(project, "login", { return_to: pagePath(project, "welcome") }));
  }
  const language = languageOf(visit);
  const identity = await identityOf(project, session.subject);
  const address = html`<bdi>${identity?.traits.email ?? session.subject}</bdi>`;
  return {
    kind: "page",
    status: 200,
    language,
    formTarget: "here",
    view: {
      page: "welcome",
      title: language.text("welcome.title"),
      content: html`<p class="ax-lead ax-gap">
          ${language.parts<HtmlValue>("welcome.signedInAs", { address })}
        </p>
        <a class="ax-button ax-second" id="sign-out" href="${pagePath(project, "logout")}"
          >${language.text("welcome.signOut")}</a
        >`,
    },
  };
}

function logoutKeyOf(parameters: URLSearchParams): FlowKey | undefined {
  const value = parameters.get("logout_challenge");
  return value === null ? undefined : { parameter: "logout_challenge", value };
}
