import { lintRedirectUri, type LintContext } from "./redirect-uri-lint.js";

function lint(value: string, context: Partial<LintContext> = {}) {
  const found = lintRedirectUri(value, {
    type: "web",
    environment: "dev",
    hasSecret: true,
    all: [value],
    index: 0,
    ...context,
  });
  return found === undefined ? undefined : `${found.level} ${found.text}`;
}

describe("redirect URI lint (console, section 6.6)", () => {
  test.each([
    ["https://app.example.com/callback"],
    ["http://127.0.0.1/callback"],
    ["http://127.0.0.1:4446/callback"],
    ["http://[::1]/callback"],
    ["https://app.example.com"],
  ])("has nothing to say about %s", (value) => {
    expect(lint(value)).toBeUndefined();
  });

  test.each([
    ["app.example.com/callback", /^e Enter a full address/],
    ["/callback", /^e Enter a full address/],
    ["https:app.example.com", /^e Enter a full address/],
    ["https://app.example.com/cb#top", /^e Remove the part after #/],
    ["https://ada:secret@app.example.com/cb", /^e Remove the user name/],
    ["javascript:alert(1)", /^e This scheme cannot/],
    ["data:text/html,x", /^e This scheme cannot/],
    ["file:///etc/passwd", /^e This scheme cannot/],
    ["https://*.example.com/cb", /^e Addresses are compared exactly/],
    ["http://app.example.com/cb", /^e http is accepted only for loopback/],
    ["http://localhost:3000/cb", /^w Prefer 127\.0\.0\.1/],
    ["https://203.0.113.9/cb", /^w Use a name/],
    ["https://xn--pypal-4ve.com/cb", /^w This host contains look-alike/],
    ["https://раураl.com/cb", /^w This host contains look-alike/],
    ["https://photos.herokuapp.com/cb", /^w This host belongs to a shared service/],
    ["com.example.app:/cb", /^w A web client cannot/],
    ["https://app.example.com/cb/", /^i Compared exactly/],
    ["https://app.example.com/cb?tenant=1", /^i Compared exactly/],
  ])("%s", (value, expected) => {
    expect(lint(value)).toMatch(expected);
  });

  test("warns of loopback in Production on a type with secret only", () => {
    const value = "http://127.0.0.1/cb";
    expect(lint(value, { environment: "prod" })).toMatch(/^w Remove before going live/);
    expect(lint(value, { environment: "prod", hasSecret: false })).toBeUndefined();
  });

  test("blocks the second of two equal addresses", () => {
    const value = "https://app.example.com/cb";
    expect(lint(value, { all: [value, value], index: 0 })).toBeUndefined();
    expect(lint(value, { all: [value, value], index: 1 })).toBe("e Already in the list.");
  });

  test("asks native clients for a scheme of their own domain", () => {
    expect(lint("myapp:/cb", { type: "native" })).toMatch(/^w Use a scheme from a domain/);
    expect(lint("com.example.app:/cb", { type: "native" })).toBeUndefined();
  });
});
