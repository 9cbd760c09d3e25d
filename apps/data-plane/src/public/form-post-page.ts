import { createHash } from "node:crypto";
import type { AuthorizationResponse } from "@grantry/oauth2";

const SCRIPT = "document.forms[0].submit()";
const SCRIPT_DIGEST = createHash("sha256").update(SCRIPT).digest("base64");

/**
 * The page of OAuth 2.0 Form Post Response Mode §2: a form that submits itself, and a button for
 * browsers that run no script.
 */
export function formPostPage(response: AuthorizationResponse): {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const inputs = [...response.parameters]
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join("");
  const html =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Continue</title></head><body>` +
    `<form method="post" action="${escape(response.redirectUri)}">${inputs}` +
    `<noscript><button type="submit">Continue</button></noscript></form><script>${SCRIPT}</script></body></html>`;
  return {
    html,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; script-src 'sha256-${SCRIPT_DIGEST}'; base-uri 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
