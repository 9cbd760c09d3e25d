import { anIssuer, registerClient } from "../testing/builders.js";
import { TestBrowser, requestOf } from "../testing/browser.js";

const CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

describe("the remembered consent of a client without credentials (RFC 8252 §8.6)", () => {
  test.each([
    ["spares the question on the web", "https://app.example.com/callback", true],
    ["spares it at a loopback address", "http://127.0.0.1:4000/callback", true],
    ["spares it at localhost, where apps are written", "http://localhost:4000/callback", true],
    ["is asked for again at a private-use scheme", "com.example.app:/callback", false],
  ])("%s", async (_, redirectUri, spared) => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer, {
      token_endpoint_auth_method: "none",
      redirect_uris: [redirectUri],
    });
    const fields = {
      client_id: client.id,
      redirect_uri: redirectUri,
      code_challenge: CODE_CHALLENGE,
      code_challenge_method: "S256",
    };
    const browser = new TestBrowser(issuer);
    await browser.visit(fields, { login: { remember: true }, consent: { remember: true } });
    const again = await browser.authorize(requestOf({ ...fields, prompt: "none" }));
    const code = again.kind === "response" && again.response.parameters.has("code");
    expect(code).toBe(spared);
  });
});
