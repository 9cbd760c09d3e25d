import type { Language, MessageKey } from "@grantry/identity";
import {
  appName,
  appNameMark,
  appTile,
  destinationFor,
  shortened,
  visible,
} from "./app-display.js";
import { consentWarnings } from "./consent-warnings.js";
import type { Warning } from "./consent-warnings.js";
import { warningIcon } from "./fields.js";
import type { Html, HtmlValue } from "./html.js";
import { html } from "./html.js";
import type { View } from "./page.js";
import type { AuthorizationQuestion } from "./ports.js";
import { hidden } from "./sign-in-form.js";

export interface ConsentForm {
  readonly token: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: AuthorizationQuestion;
  /** The address or, for a subject only an external login app knows, the subject. */
  readonly signedInAs: string;
  /** Begins the same request for somebody else. */
  readonly notYou: string;
  readonly projectName: string;
  /** The scopes whose boxes are ticked; absent: all. */
  readonly ticked?: ReadonlySet<string>;
  readonly remember: boolean;
}

const scopeTexts: Readonly<Record<string, MessageKey>> = {
  openid: "scope.openid",
  email: "scope.email",
  profile: "scope.profile",
  address: "scope.address",
  phone: "scope.phone",
  offline_access: "scope.offline_access",
  offline: "scope.offline_access",
};

/**
 * The consent page. Nothing has the focus on load; Enter in a checkbox presses the first button, so
 * that is a hidden one which decides nothing.
 */
export function consentView(form: ConsentForm, language: Language): View {
  const { client, target, scope, audience, forDevice } = form.request;
  const app = appNameMark(client, language);
  const { host } = destinationFor(form.request);
  const warnings = consentWarnings({
    ...(forDevice === true ? {} : { redirectUri: target.redirectUri }),
    clientUri: client.metadata.client_uri,
    verified: !client.isSelfRegistered,
  });
  const described = warnings.map(({ mark }) => `warning-${mark}`).join(" ");
  return {
    page: "consent",
    title: language.text("consent.title", { app: appName(client, language) }),
    heading: html`${language.parts<HtmlValue>("consent.title", { app })}`,
    content: html`<div class="ax-app ax-gap">
        ${appTile(client, language)}
        <div>
          ${host !== "" && html`<p class="ax-host" data-client-host="${host}"><bdi>${visible(host)}</bdi></p>`}
          <p class="ax-muted">
            ${language.parts<HtmlValue>("consent.signedInAs", { address: html`<bdi>${visible(form.signedInAs)}</bdi>` })}
            · <a href="${form.notYou}">${language.text("consent.notYou")}</a>
          </p>
        </div>
      </div>
      ${warnings.map((warning) => warningNote(warning, form.projectName, language))}
      <form id="consent-form" method="post" novalidate>
        ${hidden(form.parameters, form.token)}
        <button type="submit" hidden></button>
        ${
          scope.length === 0
            ? html`<p>${language.text("consent.nothing")}</p>`
            : html`<fieldset${described !== "" && html` aria-describedby="${described}"`}><legend>${language.text("consent.able")}</legend>
<ul class="ax-scopes">${scope.map((name) => scopeBox(name, form.ticked?.has(name) ?? true, language))}</ul></fieldset>`
        }
        ${audience.map(
          (resource) =>
            html`<p class="ax-muted ax-gap" data-audience="${resource}">
              ${language.parts<HtmlValue>("consent.for", { audience: html`<bdi><code>${visible(resource)}</code></bdi>` })}
            </p>`,
        )}
        <div class="ax-check ax-gap">
          <input
            type="checkbox"
            id="remember"
            name="remember"
            value="true"
            ${form.remember && html` checked`}
          /><label for="remember">${language.text("consent.remember")}</label>
        </div>
        <div class="ax-pair">
          <button class="ax-button" id="accept" type="submit" name="action" value="accept">
            ${language.text("consent.accept")}
          </button>
          <button
            class="ax-button ax-second"
            id="reject"
            type="submit"
            name="action"
            value="reject"
          >
            ${language.text("consent.reject")}
          </button>
        </div>
      </form>
      ${appLinks(form.request, language)}`,
  };
}

function warningNote(warning: Warning, projectName: string, language: Language): Html {
  const strong = Object.entries(warning.values).map(
    ([name, value]) =>
      [name, html`<strong><bdi>${shortened(visible(value))}</bdi></strong>`] as const,
  );
  const values = { project: html`<bdi>${projectName}</bdi>`, ...Object.fromEntries(strong) };
  return html`<div
    class="ax-warning"
    role="note"
    id="warning-${warning.mark}"
    data-warning="${warning.mark}"
  >
    ${warningIcon}
    <p>
      <span class="ax-hidden">${language.text("warning.label")} </span
      >${language.parts<HtmlValue>(warning.message, values)}
    </p>
  </div>`;
}

function scopeBox(scope: string, ticked: boolean, language: Language): Html {
  const id = `grant_scope_${scope}`;
  const locked = scope === "openid";
  const known = scopeTexts[scope];
  const note = locked
    ? html`<span class="ax-note">${language.text("consent.locked")}</span>`
    : known === undefined &&
      html`<span class="ax-note">${language.text("scope.undescribed")}</span>`;
  const label =
    known === undefined ? html`<code><bdi>${visible(scope)}</bdi></code>` : language.text(known);
  return html`<li>
    ${locked && html`<input type="hidden" name="grant_scope" value="${scope}" />`}
    <div class="ax-check">
      <input
        type="checkbox"
        id="${id}"
        name="grant_scope"
        value="${scope}"
        ${(locked || ticked) && html` checked`}${locked && html` disabled`}
      /><label for="${id}">${label}${note}</label>
    </div>
  </li>`;
}

/** The app's own links, shown with their hosts; anything but http and https is left out. */
function appLinks({ client }: AuthorizationQuestion, language: Language): Html | undefined {
  const { client_uri, policy_uri, tos_uri } = client.metadata;
  const links = [
    { label: language.text("consent.site"), href: client_uri },
    { label: language.text("footer.privacy"), href: policy_uri },
    { label: language.text("footer.terms"), href: tos_uri },
  ].flatMap(({ label, href }) => {
    if (!URL.canParse(href) || !/^https?:/.test(href)) return [];
    const named = language.text("consent.linkHost", { label, host: new URL(href).host });
    return [html`<li><a href="${href}" rel="noopener noreferrer">${named}</a></li>`];
  });
  if (links.length === 0) return undefined;
  return html`<nav class="ax-small" aria-label="${language.text("consent.appLinks")}">
    <ul class="ax-links">
      ${links}
    </ul>
  </nav>`;
}
