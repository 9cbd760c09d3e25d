import fc from "fast-check";
import { isLoopback, matchesRedirectUri, redirectUriProblem } from "./redirect-uri.js";

describe("a redirect URI at registration (RFC 6749 §3.1.2, RFC 9700 §2.1, §2.6)", () => {
  test.each([
    "https://app.example.com/callback",
    "https://app.example.com/callback?a=b%20c",
    "https://app.example.com:8443/",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:4446/callback",
    "http://[::1]:4446/callback",
    "http://localhost:3000/callback",
    "com.example.app:/callback",
    "com.example.app://callback",
  ])("%s is taken", (uri) => {
    expect(redirectUriProblem(uri)).toBeUndefined();
  });

  test.each([
    "",
    "callback",
    "/callback",
    "//app.example.com/callback",
    "https://app.example.com/callback#",
    "https://app.example.com/callback#a",
    "https://*.example.com/callback",
    "https://user@app.example.com/",
    "https://user:password@app.example.com/",
    "https://app.example.com/a b",
    " https://app.example.com/",
    "https://app.example.com/\n",
    "https://app.example.com/\0",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "blob:https://app.example.com/x",
    "about:blank",
    "vbscript:x",
    "http://app.example.com/callback",
    "http://127.0.0.1.evil.com/callback",
    "http://10.0.0.1/callback",
    `https://app.example.com/${"x".repeat(2048)}`,
  ])("%j is refused", (uri) => {
    expect(redirectUriProblem(uri)).toEqual(expect.any(String));
  });

  test("is judged without a fault whatever it is (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        redirectUriProblem(text);
        redirectUriProblem(`https://${text}`);
      }),
    );
  });
});

describe("a requested redirect URI (RFC 9700 §2.1)", () => {
  test("is one of the registered, character by character (property)", () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.webUrl(), (registered, requested) => {
        fc.pre(!isLoopback(requested));
        expect(matchesRedirectUri([registered], requested)).toBe(registered === requested);
      }),
    );
  });

  test("never matches with anything added, removed or changed (property)", () => {
    const registered = "https://app.example.com/callback";
    const edit = fc.tuple(fc.nat(registered.length), fc.nat(3), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(edit, ([at, length, text]) => {
        const edited = registered.slice(0, at) + text + registered.slice(at + length);
        expect(matchesRedirectUri([registered], edited)).toBe(edited === registered);
      }),
    );
  });

  test("of a loopback IP literal matches at any port (RFC 8252 §7.3) (property)", () => {
    const host = fc.constantFrom("127.0.0.1", "127.1.2.3", "[::1]");
    const port = fc.integer({ min: 0, max: 65_535 });
    const path = fc.constantFrom("", "/", "/callback", "/callback?a=b", "?a=b");
    fc.assert(
      fc.property(host, port, port, path, (name, one, other, rest) => {
        const registered = `http://${name}:${one}${rest}`;
        expect(matchesRedirectUri([registered], `http://${name}:${other}${rest}`)).toBe(true);
        expect(matchesRedirectUri([registered], `http://${name}${rest}`)).toBe(true);
        expect(matchesRedirectUri([registered], `https://${name}:${other}${rest}`)).toBe(false);
        expect(matchesRedirectUri([registered], `http://${name}:${other}${rest}x`)).toBe(false);
      }),
    );
  });

  test.each([
    ["http://localhost:1/cb", "http://localhost:2/cb"],
    ["http://127.0.0.1/cb", "http://127.0.0.2/cb"],
    ["http://127.0.0.1/cb", "http://127.0.0.1:80@evil.com/cb"],
    ["http://127.0.0.1/cb", "http://127.0.0.1.evil.com/cb"],
    ["http://127.0.0.1/cb", "http://127.0.0.1:1/cb#a"],
    ["http://127.0.0.1/cb", "http://127.0.0.1:1\\@evil.com/cb"],
    ["http://127.0.0.1/cb", "http://0x7f.1/cb"],
    ["http://127.0.0.1/cb", "http://127.0.0.256/cb"],
    ["http://127.0.0.256/cb", "http://127.0.0.256:1/cb"],
    ["https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb"],
  ])("%s does not match %s", (registered, requested) => {
    expect(matchesRedirectUri([registered], requested)).toBe(false);
  });
});
