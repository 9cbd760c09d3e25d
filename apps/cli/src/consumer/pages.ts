import type { TokenResponse } from "@grantry/contracts";

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body>
${body}
</body>
</html>
`;
}

/** The first page of the example app. */
export function welcomePage(authorizationAddress: string): string {
  return page(
    "Example OAuth 2.0 Consumer",
    `<h1>Welcome to the example OAuth 2.0 Consumer!</h1>
<p>This is an example app which emulates an OAuth 2.0 consumer application. Usually, this would be
your web or mobile app and would use an OAuth 2.0 or OpenID Connect library.</p>
<p>It asks for an OAuth 2.0 access token, refresh token and an OpenID Connect ID token. To start,
follow the link.</p>
<p><a href="${escapeHtml(authorizationAddress)}">Authorize application</a></p>`,
  );
}

/** The last page: what the token endpoint answered. */
export function tokenPage(answer: TokenResponse, expiry: Date): string {
  const entries: [id: string, label: string, value: string][] = [
    ["access-token", "Access Token", answer.access_token],
    ["refresh-token", "Refresh Token", answer.refresh_token ?? ""],
    // RFC 1123, as HTTP dates are written too.
    ["expires-at", "Expires at", expiry.toUTCString()],
    ["id-token", "ID Token", answer.id_token ?? ""],
  ];
  const items = entries.map(
    ([id, label, value]) => `<li>${label}: <code id="${id}">${escapeHtml(value)}</code></li>`,
  );
  return page("Tokens", `<h1>Tokens</h1>\n<ul>\n${items.join("\n")}\n</ul>`);
}

/** What the browser sees when the flow failed. */
export function errorPage(message: string): string {
  return page(
    "Error",
    `<h1>An error occurred</h1>\n<p>${escapeHtml(message)}</p>\n<p><a href="/perform-flow">Try again</a></p>`,
  );
}

export interface RequestPage {
  kind: "login" | "consent";
  challenge: string;
  /** Ties the form to this run of the program. */
  formToken: string;
  subject: string;
  scopes: readonly string[];
  request: unknown;
}

/** The built-in page that answers a login or consent request by hand. */
export function requestPage({
  kind,
  challenge,
  formToken,
  subject,
  scopes,
  request,
}: RequestPage): string {
  const title = kind === "login" ? "Login request" : "Consent request";
  const boxes = scopes.map(
    (scope) =>
      `<p><label><input type="checkbox" name="grant_scope" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label></p>`,
  );
  const fields =
    kind === "login"
      ? `<p><label>Subject <input name="subject" value="${escapeHtml(subject)}" required></label></p>`
      : boxes.join("\n");
  return page(
    title,
    `<h1>${title}</h1>
<form id="${kind}-form" method="post" action="/${kind}">
<input type="hidden" name="form_token" value="${escapeHtml(formToken)}">
<input type="hidden" name="${kind}_challenge" value="${escapeHtml(challenge)}">
${fields}
<p><label><input type="checkbox" name="remember" value="true"> Remember</label></p>
<p><button name="action" value="accept">Accept</button> <button name="action" value="reject">Reject</button></p>
</form>
<pre>${escapeHtml(JSON.stringify(request, null, 2))}</pre>`,
  );
}
