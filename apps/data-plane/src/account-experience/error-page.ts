import { createHash } from "node:crypto";
import type { Language, MessageKey } from "@grantry/identity";
import { LANGUAGES, chooseLanguage } from "@grantry/identity";
import { pageHeaders } from "./headers.js";
import type { Html } from "./html.js";
import { html } from "./html.js";
import type { View } from "./page.js";
import { renderPage } from "./page.js";
import type { AccountProject } from "./ports.js";
import { frameOf, languageOffer } from "./visit.js";

/** A failure that is shown to the user instead of being redirected (RFC 6749 §4.1.2.1). */
export interface ShownError {
  readonly status: number;
  /** The registered code. */
  readonly error: string;
  /** For the developer; kept out of the page, found in the console by the request ID. */
  readonly description?: string;
  readonly requestId: string;
  readonly at?: Date;
  /** Where to begin again; only addresses of this issuer. */
  readonly startAgain?: string;
  readonly uiLocales?: readonly string[];
  readonly acceptLanguage?: string | undefined;
}

/** A page as bytes and headers, for whoever holds the reply. */
export interface RenderedPage {
  readonly html: string;
  readonly headers: Record<string, string>;
}

/**
 * The page of a failure. It prints the code, the request ID and the time, and nothing else that came
 * with the request. Without a project it stands alone and names nobody.
 */
export function errorPage(project: AccountProject | undefined, shown: ShownError): RenderedPage {
  const language = languageFor(project, shown);
  const view = errorView(shown, language);
  if (project !== undefined) {
    return {
      html: renderPage(frameOf(project, language, shown.requestId), view),
      headers: pageHeaders(project.issuer.url, "here"),
    };
  }
  const document = renderPage(
    { language, requestId: shown.requestId, inlineStyle: bareStyle },
    view,
  );
  return { html: document, headers: pageHeaders(undefined, "here", bareStyleHash) };
}

/** What a failure says, by its class. */
export function errorView(shown: ShownError, language: Language): View {
  const { title, text } = wordsFor(shown);
  const time = (shown.at ?? new Date())
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
  return {
    page: "error",
    title: language.text(title),
    hasError: true,
    content: html`<div id="errors" class="ax-gap">
        <p>${language.text(text)}</p>
      </div>
      <div class="ax-facts">${facts(shown, time, language)}</div>
      <p class="ax-small">${language.text("error.developer")}</p>
      ${
        shown.startAgain !== undefined &&
        html`<a class="ax-button" id="continue" href="${shown.startAgain}"
          >${language.text("expired.again")}</a
        >`
      }`,
  };
}

function facts(shown: ShownError, time: string, language: Language): Html {
  const code = html`<code>${shown.error}</code>`;
  const requestId = html`<code>${shown.requestId}</code>`;
  const plain = `${language.text("error.code", { code: shown.error })} · ${language.text("error.requestId", { requestId: shown.requestId })} · ${time}`;
  return html`<p>
      ${language.parts<Html>("error.code", { code })} ·
      ${language.parts<Html>("error.requestId", { requestId })} · ${time}
    </p>
    <button
      type="button"
      class="ax-quiet ax-copy"
      hidden
      data-copy="${plain}"
      data-copied="${language.text("error.copied")}"
    >
      ${language.text("error.copy")}
    </button>`;
}

function wordsFor({ status, error }: ShownError): { title: MessageKey; text: MessageKey } {
  if (status >= 500) return { title: "error.fault.title", text: "error.fault.text" };
  if (status === 429) return { title: "error.refused.title", text: "error.tooMany.text" };
  if (status === 410 || error === "request_unauthorized") {
    return { title: "expired.title", text: "error.expired.text" };
  }
  if (status === 404) return { title: "error.link.title", text: "error.missing.text" };
  if (status === 403 || (status === 401 && error !== "invalid_client")) {
    return { title: "error.refused.title", text: "error.refused.text" };
  }
  return { title: "error.link.title", text: "error.link.text" };
}

function languageFor(project: AccountProject | undefined, shown: ShownError): Language {
  const wishes = {
    uiLocales: shown.uiLocales ?? [],
    ...(shown.acceptLanguage === undefined ? {} : { acceptLanguage: shown.acceptLanguage }),
  };
  const offer =
    project === undefined
      ? { defaultLocale: LANGUAGES[0]?.locale ?? "en", testLanguages: false }
      : languageOffer(project);
  return chooseLanguage(offer, wishes);
}

/** The page where no project is known; allowed by its hash. */
const bareStyle =
  ":root{color-scheme:light dark}body{max-width:400px;margin:72px auto;padding:0 16px;" +
  "font:15px/1.5 system-ui,sans-serif}h1{font-size:22px}.ax-small,.ax-facts{font-size:13px}";

const bareStyleHash = createHash("sha256").update(bareStyle).digest("base64");
