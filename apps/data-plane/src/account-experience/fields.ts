import type { Language, MessageKey, MessageValues } from "@grantry/identity";
import type { Html } from "./html.js";
import { html } from "./html.js";

/** A message to show, as it travels in the flow cookie. */
export interface Problem {
  readonly message: MessageKey;
  readonly values?: MessageValues;
  /** The input it speaks of; absent when it speaks of the whole form. */
  readonly field?: string;
}

export interface TextField {
  readonly name: string;
  readonly type: "email" | "password" | "text";
  readonly label: string;
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly readOnly?: boolean;
  readonly autocapitalize?: "characters";
  readonly placeholder?: string;
}

/** The id of an input; dots would have to be escaped in selectors. */
export function fieldId(name: string): string {
  return name.replaceAll(".", "-");
}

/**
 * The summary that a screen reader hears on load: the message itself when it speaks of the form,
 * else a heading and a link to each field.
 */
export function errorSummary(problems: readonly Problem[], language: Language): Html | undefined {
  if (problems.length === 0) return undefined;
  const whole = problems.filter(({ field }) => field === undefined);
  const fields = problems.filter(({ field }) => field !== undefined);
  const heading =
    fields.length > 0 ? language.text("errors.heading") : language.text("errors.prefix");
  return html`<div role="alert" tabindex="-1" autofocus id="errors" class="ax-errors">
    ${fields.length > 0 ? html`<h2>${heading}</h2>` : undefined}
    ${whole.map(
      (problem) =>
        html`<p>
          ${fields.length === 0 && html`<span class="ax-hidden">${heading} </span>`}${textOf(problem, language)}
        </p>`,
    )}
    ${
      fields.length > 0 &&
      html`<ul>
        ${fields.map(
          (problem) =>
            html`<li>
              <a href="#${fieldId(problem.field ?? "")}">${textOf(problem, language)}</a>
            </li>`,
        )}
      </ul>`
    }
  </div>`;
}

/** A labelled input with its hint and its error, tied together for those who hear the page. */
export function textField(
  field: TextField,
  problems: readonly Problem[],
  language: Language,
): Html {
  const id = fieldId(field.name);
  const problem = problems.find((candidate) => candidate.field === field.name);
  const described = [
    ...(field.hint === undefined ? [] : [`${id}-hint`]),
    ...(problem === undefined ? [] : [`${id}-error`]),
  ].join(" ");
  return html`<div class="ax-field">
    <label for="${id}">${field.label}</label>
    ${field.hint !== undefined && html`<p class="ax-hint" id="${id}-hint">${field.hint}</p>`}
    ${fieldError(problem, language)}
    <div class="ax-input">
      <input
        id="${id}"
        name="${field.name}"
        type="${field.type}"
        autocomplete="${field.autocomplete}"
        ${attributes(field, problem !== undefined, described)}
      />${field.type === "password" && showButton(id, language)}
    </div>
  </div>`;
}

/** A checkbox with its label and its error. */
export function checkbox(
  box: { readonly name: string; readonly label: string | Html; readonly checked?: boolean },
  problems: readonly Problem[],
  language: Language,
): Html {
  const id = fieldId(box.name);
  const problem = problems.find((candidate) => candidate.field === box.name);
  return html`<div class="ax-field">
    ${fieldError(problem, language)}
    <div class="ax-check">
      <input
        type="checkbox"
        id="${id}"
        name="${box.name}"
        value="true"
        ${box.checked === true && html` checked`}${
          problem !== undefined && html` aria-invalid="true" aria-describedby="${id}-error"`
        }
      /><label for="${id}">${box.label}</label>
    </div>
  </div>`;
}

function fieldError(problem: Problem | undefined, language: Language): Html | undefined {
  if (problem?.field === undefined) return undefined;
  return html`<p
    class="ax-field-error"
    id="${fieldId(problem.field)}-error"
    data-field-error="${problem.field}"
  >
    ${warningIcon}<span
      ><span class="ax-error-word">${language.text("errors.prefix")}</span>${" "}
      ${textOf(problem, language)}</span
    >
  </p>`;
}

function attributes(field: TextField, invalid: boolean, described: string): Html {
  return html`${field.value !== undefined && field.value !== "" && html` value="${field.value}"`}${
    field.type === "email" && html` inputmode="email" autocapitalize="none" spellcheck="false"`
  }${
    field.autocapitalize !== undefined &&
    html` autocapitalize="${field.autocapitalize}" spellcheck="false"`
  }${
    field.placeholder !== undefined && html` placeholder="${field.placeholder}"`
  }${field.readOnly === true && html` readonly`}${invalid && html` aria-invalid="true"`}${
    described !== "" && html` aria-describedby="${described}"`
  }`;
}

/** Shown by the script; without it a password stays covered. */
function showButton(id: string, language: Language): Html {
  return html`<button
    type="button"
    class="ax-show"
    hidden
    aria-controls="${id}"
    aria-pressed="false"
    data-show="${language.text("field.show")}"
    data-hide="${language.text("field.hide")}"
  >
    ${language.text("field.show")}
  </button>`;
}

function textOf(problem: Problem, language: Language): string {
  return language.text(problem.message, problem.values ?? {});
}

export const warningIcon = html`<svg
  class="ax-icon"
  viewBox="0 0 20 20"
  width="16"
  height="16"
  aria-hidden="true"
  focusable="false"
>
  <path
    fill="currentColor"
    fill-rule="evenodd"
    d="M8.3 2.9a2 2 0 0 1 3.4 0l6.6 11.4a2 2 0 0 1-1.7 3H3.4a2 2 0 0 1-1.7-3L8.3 2.9ZM10 6.5c.6 0 1 .4 1 1v3.8a1 1 0 1 1-2 0V7.5c0-.6.4-1 1-1Zm0 8.7a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2Z"
  />
</svg>`;
