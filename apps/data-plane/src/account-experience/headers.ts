/** Where the answer to a page's form may lead: nowhere but here, or on to a client. */
export type FormTarget = "here" | "client";

const permissions = "publickey-credentials-get=(self), publickey-credentials-create=(self)";

/**
 * The headers of every page. Where a form's answer may end at a client there is no `form-action`:
 * browsers apply it to each hop of the redirect that follows, and any list would break clients whose
 * callback redirects on. `inlineStyleHash` allows the one style of a page that has no project.
 */
export function pageHeaders(
  issuerUrl: string | undefined,
  target: FormTarget,
  inlineStyleHash?: string,
): Record<string, string> {
  const style = inlineStyleHash === undefined ? "'self'" : `'sha256-${inlineStyleHash}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${style}`,
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(target === "here" ? ["form-action 'self'"] : []),
  ].join("; ");
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "permissions-policy": permissions,
    ...(issuerUrl?.startsWith("https:") === true
      ? { "strict-transport-security": "max-age=31536000" }
      : {}),
  };
}
