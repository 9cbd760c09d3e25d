import type { Language } from "@grantry/identity";
import { appNameMark, destinationFor } from "./app-display.js";
import type { Problem } from "./fields.js";
import { checkbox, errorSummary, textField } from "./fields.js";
import type { Html, HtmlValue } from "./html.js";
import { html } from "./html.js";
import type { View } from "./page.js";
import type { AuthorizationQuestion } from "./ports.js";

export interface SignInForm {
  readonly token: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly identifier: string;
  /** The person is known and confirms: the address is fixed, `another` leads out of it. */
  readonly confirm?: { readonly another: string };
  readonly request?: AuthorizationQuestion;
  readonly projectName: string;
  /** Absent where sign-up is closed or its link hidden. */
  readonly signUp?: string;
}

/** The sign-in page (step `password`). */
export function signInView(form: SignInForm, language: Language): View {
  const { problems, confirm } = form;
  return {
    page: "login",
    step: "password",
    title: language.text(confirm === undefined ? "login.title" : "login.confirmTitle"),
    hasError: problems.length > 0,
    content: html`${whereTo(form.request, form.projectName, language)}
      ${errorSummary(problems, language)}
      <form id="login-form" method="post" novalidate>
        ${hidden(form.parameters, form.token)}
        ${textField(
          {
            name: "identifier",
            type: "email",
            label: language.text("login.identifier"),
            autocomplete: "username webauthn",
            value: form.identifier,
            readOnly: confirm !== undefined,
          },
          problems,
          language,
        )}
        ${textField(
          {
            name: "password",
            type: "password",
            label: language.text("login.password"),
            autocomplete: "current-password",
          },
          problems,
          language,
        )}
        ${checkbox({ name: "remember", label: language.text("login.remember") }, problems, language)}
        <button
          class="ax-button"
          id="login-submit"
          type="submit"
          name="method"
          value="password"
          data-busy="${language.text("login.submitting")}"
        >
          ${language.text("login.submit")}
        </button>
      </form>
      ${confirm !== undefined && html`<p class="ax-after"><a href="${confirm.another}">${language.text("login.another")}</a></p>`}
      ${
        form.signUp !== undefined &&
        html`<p class="ax-after">
          ${language.text("login.noAccount")}${" "}
          <a href="${form.signUp}">${language.text("login.signUp")}</a>
        </p>`
      }`,
  };
}

/** The hidden inputs that tie a form to its flow. */
export function hidden(parameters: Readonly<Record<string, string>>, token: string): HtmlValue {
  const inputs = Object.entries({ ...parameters, csrf_token: token }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return inputs;
}

/** Which app the user goes on to, and the host they can check; the project without an app. */
export function whereTo(
  request: AuthorizationQuestion | undefined,
  projectName: string,
  language: Language,
): Html {
  if (request === undefined) {
    const project = html`<bdi>${projectName}</bdi>`;
    return html`<p class="ax-lead">
      ${language.parts<HtmlValue>("login.toProject", { project })}
    </p>`;
  }
  const app = appNameMark(request.client, language);
  const { kind, host } = destinationFor(request);
  const place = kind === "web" ? html`<bdi>${host}</bdi>` : language.text("app.onThisDevice");
  return html`<p class="ax-lead">${language.parts<HtmlValue>("login.toApp", { app })}</p>
    ${host !== "" && html`<p class="ax-muted" data-client-host="${host}">${place}</p>`}`;
}
