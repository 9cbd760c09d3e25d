import type { Language } from "@grantry/identity";
import { html } from "./html.js";
import type { PageName, View } from "./page.js";
import type { Answer, Visit } from "./visit.js";
import { languageOf, pagePath } from "./visit.js";

/** A way on from a page that cannot go on by itself. */
interface WayOn {
  readonly href: string;
  readonly label: string;
}

/** The page of a flow that is too old, unknown, or of another browser: one answer for all three. */
export function expiredPage(visit: Visit, page: PageName, startAgain: string | undefined): Answer {
  const language = languageOf(visit);
  const seconds = visit.project.issuer.policy.lifetimes.loginConsentRequest;
  return ended(language, page, 410, {
    step: "expired",
    title: language.text("expired.title"),
    text: language.text("expired.text", { n: Math.round(seconds / 60) }),
    wayOn: {
      href: startAgain ?? pagePath(visit.project, "login"),
      label: language.text("expired.again"),
    },
  });
}

/** The page of a flow that has made its grant or session; the answer itself is not given twice. */
export function answeredPage(visit: Visit, page: PageName, startAgain: string | undefined): Answer {
  const language = languageOf(visit);
  return ended(language, page, 410, {
    step: "expired",
    title: language.text("answered.title"),
    wayOn: {
      href: startAgain ?? pagePath(visit.project, "welcome"),
      label: language.text("answered.continue"),
    },
  });
}

/** The answer to a form that no page of this flow in this browser sent; nothing was changed. */
export function foreignFormPage(
  visit: Visit,
  page: PageName,
  parameters: Readonly<Record<string, string>>,
): Answer {
  const language = languageOf(visit);
  return ended(language, page, 403, {
    title: language.text("error.refused.title"),
    text: language.text("form.foreign"),
    wayOn: {
      href: pagePath(visit.project, page, parameters),
      label: language.text("form.reload"),
    },
    hasError: true,
  });
}

/** What a browser without cookies is told, instead of being sent in a circle. */
export function cookiesBlockedPage(visit: Visit, page: PageName, wayOn: string): Answer {
  const language = languageOf(visit);
  const { host } = new URL(visit.project.issuer.url);
  return ended(language, page, 403, {
    title: language.text("form.cookiesBlockedTitle"),
    text: language.text("form.cookiesBlocked", { host }),
    wayOn: { href: wayOn, label: language.text("form.reload") },
    hasError: true,
  });
}

function ended(
  language: Language,
  page: PageName,
  status: number,
  what: {
    readonly step?: string;
    readonly title: string;
    readonly text?: string;
    readonly wayOn: WayOn;
    readonly hasError?: boolean;
  },
): Answer {
  const text =
    what.hasError === true
      ? html`<div role="alert" tabindex="-1" autofocus id="errors" class="ax-errors">
          <p>${what.text}</p>
        </div>`
      : what.text !== undefined && html`<p class="ax-gap">${what.text}</p>`;
  const view: View = {
    page,
    ...(what.step === undefined ? {} : { step: what.step }),
    title: what.title,
    hasError: what.hasError ?? false,
    content: html`${text}<a class="ax-button" id="continue" href="${what.wayOn.href}"
        >${what.wayOn.label}</a
      >`,
  };
  return { kind: "page", status, view, language, formTarget: "here" };
}
