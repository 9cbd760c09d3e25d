import { renewFlow, startAddress, type CodeFlow } from "./code-flow.js";

const flow: CodeFlow = {
  client: { clientId: "c" },
  issuer: "http://as.test",
  tokenEndpoint: "http://as.test/token",
  request: {
    authorizationEndpoint: "http://as.test/auth",
    clientId: "c",
    redirectUri: "http://127.0.0.1:4446/callback",
    scope: ["openid"],
    audience: [],
    prompt: [],
    maxAge: -1,
    responseMode: "query",
    state: "s",
    nonce: "n",
    pkce: { verifier: "v", challenge: "h" },
  },
};

describe("a code flow that is started again", () => {
  it("has a state, a nonce and a code verifier of its own (RFC 7636 §7.1)", () => {
    const again = renewFlow(flow).request;
    expect(again.state).toMatch(/^[a-z]{24}$/);
    expect(again.nonce).toMatch(/^[a-z]{24}$/);
    expect(again.pkce.verifier).not.toBe("v");
    expect({ ...again, state: "s", nonce: "n", pkce: flow.request.pkce }).toEqual(flow.request);
  });

  it("keeps a state that was asked for", () => {
    expect(new URL(startAddress(renewFlow(flow, "mine"))).searchParams.get("state")).toBe("mine");
  });
});
