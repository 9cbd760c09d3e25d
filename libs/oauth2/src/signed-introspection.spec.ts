import { wantsSignedIntrospection } from "./signed-introspection.js";

describe("the signed introspection response (RFC 9701 §4)", () => {
  it.each([
    "application/token-introspection+jwt",
    "Application/Token-Introspection+JWT",
    "application/json;q=0.5, application/token-introspection+jwt",
    "application/token-introspection+jwt;q=0.1",
  ])("is what %s asks for", (accept) => {
    expect(wantsSignedIntrospection(accept)).toBe(true);
  });

  it.each([
    undefined,
    "",
    "*/*",
    "application/*",
    "application/json",
    "application/jwt",
    "application/token-introspection+jwt;q=0",
  ])("is not what %s asks for", (accept) => {
    expect(wantsSignedIntrospection(accept)).toBe(false);
  });
});
