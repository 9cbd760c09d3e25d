import { checkIdToken, readAuthorizationResponse } from "./authorization-response.js";

const expected = { state: "abc", issuer: "http://as.test/p/a" };

function response(parameters: Record<string, string>): URLSearchParams {
  return new URLSearchParams(parameters);
}

function idToken(claims: Record<string, unknown>): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
}

describe("an authorization response (RFC 6749 §4.1.2, RFC 9207 §2.4)", () => {
  it("carries the code", () => {
    const answer = response({ code: "c", state: "abc", iss: "http://as.test/p/a" });
    expect(readAuthorizationResponse(answer, expected)).toBe("c");
  });

  it.each([
    [{ code: "c", state: "other" }, "States do not match. Expected abc, got other"],
    [{ code: "c" }, "States do not match. Expected abc, got "],
    [
      { code: "c", state: "abc", iss: "http://evil.test" },
      "Issuers do not match. Expected http://as.test/p/a, got http://evil.test",
    ],
    [{ error: "access_denied", error_description: "No.", state: "abc" }, "Got error: No."],
    [{ error: "access_denied", state: "abc" }, "Got error: access_denied"],
    [{ state: "abc" }, "The answer carries no authorization code."],
  ])("is refused when it is %j", (parameters, message) => {
    expect(() => readAuthorizationResponse(response({ ...parameters }), expected)).toThrow(message);
  });
});

describe("an ID token from the token endpoint (OpenID Connect Core §3.1.3.7)", () => {
  const claims = { iss: "http://as.test/p/a", aud: ["client"], nonce: "n" };
  const wanted = { nonce: "n", clientId: "client", issuer: "http://as.test/p/a" };

  it("is accepted when it belongs to the request", () => {
    expect(() => checkIdToken(idToken(claims), wanted)).not.toThrow();
    expect(() => checkIdToken(idToken({ ...claims, aud: "client" }), wanted)).not.toThrow();
  });

  it.each([
    [{ nonce: "other" }, "another nonce"],
    [{ aud: "other" }, "another client"],
    [{ iss: "http://evil.test" }, "another issuer"],
  ])("is refused with %j", (wrong, message) => {
    expect(() => checkIdToken(idToken({ ...claims, ...wrong }), wanted)).toThrow(message);
  });

  it("is refused when it is none", () => {
    expect(() => checkIdToken("x", wanted)).toThrow("cannot be read");
  });
});
