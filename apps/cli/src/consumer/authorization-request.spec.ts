import { authorizationAddress } from "./authorization-request.js";

const request = {
  authorizationEndpoint: "http://as.test/oauth2/auth?keep=1",
  clientId: "c",
  redirectUri: "http://127.0.0.1:4446/callback",
  scope: ["offline", "openid"],
  audience: [],
  prompt: [],
  maxAge: -1,
  responseMode: "query",
  state: "s",
  nonce: "n",
  pkce: { verifier: "v", challenge: "h" },
};

describe("the authorization request of the example app", () => {
  it("asks for what the flags say and nothing else", () => {
    expect(Object.fromEntries(new URL(authorizationAddress(request)).searchParams)).toEqual({
      keep: "1",
      client_id: "c",
      code_challenge: "h",
      code_challenge_method: "S256",
      nonce: "n",
      redirect_uri: "http://127.0.0.1:4446/callback",
      response_type: "code",
      scope: "offline openid",
      state: "s",
    });
  });

  it("names audience, prompt, age and response mode when they are given", () => {
    const more = {
      audience: ["a", "b"],
      prompt: ["login", "consent"],
      maxAge: 0,
      responseMode: "form_post",
    };
    const { searchParams } = new URL(authorizationAddress({ ...request, ...more }));
    expect(searchParams.get("audience")).toBe("a b");
    expect(searchParams.get("prompt")).toBe("login consent");
    expect(searchParams.get("max_age")).toBe("0");
    expect(searchParams.get("response_mode")).toBe("form_post");
  });
});
