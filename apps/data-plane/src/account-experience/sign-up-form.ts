import type { Language } from "@grantry/identity";
import type { Problem } from "./fields.js";
import { checkbox, errorSummary, textField } from "./fields.js";
import { html } from "./html.js";
import type { View } from "./page.js";
import type { AuthorizationQuestion } from "./ports.js";
import { hidden, whereTo } from "./sign-in-form.js";

export interface SignUpForm {
  readonly token: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly email: string;
  /** The address was invited and cannot be another. */
  readonly isEmailFixed?: true;
  readonly name: string;
  readonly request?: AuthorizationQuestion;
  readonly projectName: string;
  readonly signIn: string;
  /** The project's terms; absent when it has none. */
  readonly terms?: string;
}

/** The sign-up page. */
export function signUpView(form: SignUpForm, language: Language): View {
  const { problems } = form;
  return {
    page: "registration",
    title: language.text("registration.title"),
    hasError: problems.length > 0,
    content: html`${whereTo(form.request, form.projectName, language)}
      ${errorSummary(problems, language)}
      <form id="registration-form" method="post" novalidate>
        ${hidden(form.parameters, form.token)}
        ${textField(
          {
            name: "traits.email",
            type: "email",
            label: language.text("registration.email"),
            autocomplete: "username",
            value: form.email,
            readOnly: form.isEmailFixed === true,
          },
          problems,
          language,
        )}
        ${textField(
          {
            name: "traits.name",
            type: "text",
            label: language.text("registration.name"),
            hint: language.text("registration.nameHint"),
            autocomplete: "name",
            value: form.name,
          },
          problems,
          language,
        )}
        ${textField(
          {
            name: "password",
            type: "password",
            label: language.text("registration.password"),
            hint: language.text("registration.passwordHint"),
            autocomplete: "new-password",
          },
          problems,
          language,
        )}
        ${
          form.terms !== undefined &&
          html`${checkbox({ name: "accept_terms", label: language.text("registration.terms") }, problems, language)}
            <p class="ax-hint">
              <a href="${form.terms}" rel="noopener">${language.text("registration.termsLink")}</a>
            </p>`
        }
        <button
          class="ax-button"
          id="registration-submit"
          type="submit"
          name="method"
          value="password"
          data-busy="${language.text("registration.submitting")}"
        >
          ${language.text("registration.submit")}
        </button>
      </form>
      <p class="ax-after">
        ${language.text("registration.haveAccount")}${" "}
        <a href="${form.signIn}">${language.text("registration.signIn")}</a>
      </p>`,
  };
}
