import { chooseLanguage } from "@grantry/identity";
import type { RenderedPage } from "./error-page.js";
import { pageHeaders } from "./headers.js";
import { html } from "./html.js";
import { renderPage } from "./page.js";
import type { AccountProject } from "./ports.js";
import { frameOf, languageOffer } from "./visit.js";

/** How long slow clients may keep the browser. */
const PATIENCE_SECONDS = 7;

export interface FramesShown {
  /** Addresses of clients, one hidden frame each. */
  readonly frames: readonly string[];
  /** Where the browser goes when all have loaded. */
  readonly location: string;
  readonly requestId: string;
  readonly acceptLanguage?: string | undefined;
}

/**
 * The page that lets clients end their own sessions in this browser (OpenID Connect Front-Channel
 * Logout §3): hidden frames, which may run scripts and see their own cookies and no more, from
 * exactly the origins that the policy names. It goes on when all have loaded; a client that does not
 * answer, or a browser without scripts, waits for seven seconds.
 */
export function framesPage(project: AccountProject, shown: FramesShown): RenderedPage {
  const { location, acceptLanguage } = shown;
  const language = chooseLanguage(languageOffer(project), {
    uiLocales: [],
    ...(acceptLanguage === undefined ? {} : { acceptLanguage }),
  });
  const frames = shown.frames.map(
    (address) =>
      html`<iframe src="${address}" sandbox="allow-scripts allow-same-origin" hidden></iframe>`,
  );
  const document = renderPage(frameOf(project, language, shown.requestId), {
    page: "logged-out",
    step: "clients",
    title: language.text("loggedOut.title"),
    content: html`<a
        class="ax-button"
        id="continue"
        data-when-loaded="${String(PATIENCE_SECONDS)}"
        href="${location}"
        >${language.text("answered.continue")}</a
      >
      ${frames}`,
  });
  const headers = pageHeaders(project.issuer.url, "client");
  const origins = [...new Set(shown.frames.map((address) => new URL(address).origin))];
  return {
    html: document,
    headers: {
      ...headers,
      "content-security-policy": `${headers["content-security-policy"]}; frame-src ${origins.join(" ")}`,
      refresh: `${PATIENCE_SECONDS}; url=${asciiOf(location)}`,
    },
  };
}

function asciiOf(location: string): string {
  return location.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}
