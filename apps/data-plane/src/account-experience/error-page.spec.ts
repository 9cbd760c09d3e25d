import { errorPage } from "./error-page.js";

const shown = {
  status: 401,
  error: "invalid_client",
  description: "The client 'evil' is unknown.",
  requestId: "req-12345678",
  at: new Date("2026-11-22T14:03:07.123Z"),
};

describe("the page of a failure without a project", () => {
  it("prints the code, the request ID and the time, and no description", () => {
    const { html } = errorPage(undefined, shown);
    expect(html).toContain("<code>invalid_client</code>");
    expect(html).toContain("<code>req-12345678</code>");
    expect(html).toContain("2026-11-22 14:03:07 UTC");
    expect(html).toContain('<meta name="request-id" content="req-12345678"');
    expect(html).not.toContain("evil");
  });

  it("allows exactly the one style it carries", () => {
    const { html, headers } = errorPage(undefined, shown);
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(headers["content-security-policy"]).toMatch(/style-src 'sha256-[\w+/]{43}='/);
    expect(html).not.toMatch(/<link|<script/);
  });

  test.each([
    [400, "invalid_request", "This link does not work"],
    [401, "invalid_client", "This link does not work"],
    [401, "request_unauthorized", "This page has expired"],
    [403, "request_forbidden", "This request is not allowed"],
    [404, "not_found", "This link does not work"],
    [410, "invalid_request", "This page has expired"],
    [429, "rate_limited", "This request is not allowed"],
    [500, "server_error", "The service is not answering"],
    [503, "temporarily_unavailable", "The service is not answering"],
  ])("says by class what happened: %i %s", (status, error, title) => {
    expect(errorPage(undefined, { ...shown, status, error }).html).toContain(`<h1>${title}</h1>`);
  });

  it("speaks the reader's language", () => {
    const { html } = errorPage(undefined, { ...shown, acceptLanguage: "de-CH, en;q=0.5" });
    expect(html).toContain('<html lang="de"');
    expect(html).toContain("Dieser Link funktioniert nicht");
  });
});
