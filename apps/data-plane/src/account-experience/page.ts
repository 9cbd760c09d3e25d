import type { Language } from "@grantry/identity";
import type { Html } from "./html.js";
import { html } from "./html.js";
import type { AccountExperienceSettings } from "./ports.js";

/** The words of `<body data-page>`; stable marks for tests. */
export type PageName =
  | "login"
  | "registration"
  | "consent"
  | "device"
  | "device-success"
  | "logout"
  | "logged-out"
  | "error"
  | "welcome";

/** What surrounds every page: whose it is, in which language, and under which request. */
export interface Frame {
  readonly project?: {
    readonly name: string;
    readonly environment: "prod" | "stage" | "dev";
    readonly settings: AccountExperienceSettings;
    /** Path of the issuer, without a trailing slash. */
    readonly base: string;
    readonly stylesheet: string;
    readonly languages: readonly Language[];
  };
  /** Stands in for the stylesheet where no project is known. */
  readonly inlineStyle?: string;
  readonly language: Language;
  readonly requestId: string;
  /** Parameters of the page's address, kept when the language is changed. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface View {
  readonly page: PageName;
  readonly step?: string;
  /** What the browser's title bar says; also the heading unless `heading` is given. */
  readonly title: string;
  readonly heading?: Html;
  readonly hasError?: boolean;
  readonly content: Html;
}

/** The whole document of a page. */
export function renderPage(frame: Frame, view: View): string {
  const { language, project } = frame;
  const page = view.title;
  const named =
    project === undefined ? page : language.text("page.title", { page, project: project.name });
  const title = view.hasError === true ? language.text("page.errorTitle", { title: named }) : named;
  const document = html`<html lang="${language.locale}" dir="${language.direction}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="color-scheme" content="${project?.settings.colourScheme ?? "light dark"}" />
      <meta name="request-id" content="${frame.requestId}" />
      <title>${title}</title>
      ${assets(frame)}
    </head>
    <body data-page="${view.page}" ${view.step !== undefined && html` data-step="${view.step}"`}>
      <header class="ax-header">
        ${project !== undefined && html`<p class="ax-project"><bdi>${project.name}</bdi></p>`}
      </header>
      <main class="ax-card">
        <h1>${view.heading ?? view.title}</h1>
        ${view.content}
      </main>
      <footer class="ax-footer">${footer(frame)}</footer>
    </body>
  </html>`;
  return `<!doctype html>\n${document.toString()}\n`;
}

function assets({ project, inlineStyle }: Frame): Html {
  if (project === undefined)
    return html`<style>
      ${inlineStyle ?? ""}
    </style>`;
  return html`<link rel="icon" href="${project.base}/ui/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${project.stylesheet}" />
    <script src="${project.base}/ui/ax.js" defer></script>`;
}

function footer({ project, language, parameters }: Frame): Html | undefined {
  if (project === undefined) return undefined;
  const { settings, environment } = project;
  const links = [
    { href: settings.privacyPolicyUrl, label: language.text("footer.privacy") },
    { href: settings.termsOfServiceUrl, label: language.text("footer.terms") },
    { href: settings.contactUrl, label: language.text("footer.help") },
  ].flatMap(({ href, label }) => {
    const safe = href !== undefined && href.startsWith("https://");
    return safe ? [html`<li><a href="${href}" rel="noopener">${label}</a></li>`] : [];
  });
  return html`${
    links.length > 0 &&
    html`<nav aria-label="${language.text("footer.label")}">
      <ul class="ax-links">
        ${links}
      </ul>
    </nav>`
  }
  ${languageForm(project.languages, language, parameters ?? {})}
  ${settings.hideGrantryBranding !== true && html`<p>${language.text("footer.secured")}</p>`}
  ${environment !== "prod" && html`<p class="ax-environment">${language.text(`footer.environment.${environment}`)}</p>`}`;
}

function languageForm(
  languages: readonly Language[],
  current: Language,
  parameters: Readonly<Record<string, string>>,
): Html | undefined {
  if (languages.length < 2) return undefined;
  const kept = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const choices = languages.map(
    ({ locale, ownName }) =>
      html`<option
        value="${locale}"
        lang="${locale}"
        ${locale === current.locale && html` selected`}
      >
        ${ownName}
      </option>`,
  );
  return html`<form class="ax-language" method="get">
    ${kept}<label for="locale">${current.text("footer.language")}</label>
    <select id="locale" name="locale">
      ${choices}
    </select>
    <button class="ax-quiet" type="submit">${current.text("footer.changeLanguage")}</button>
  </form>`;
}
