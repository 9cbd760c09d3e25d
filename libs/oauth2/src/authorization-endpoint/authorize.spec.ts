import { acceptConsentRequest, getConsentRequest } from "../interaction/consent-request.js";
import {
  acceptLoginRequest,
  getLoginRequest,
  rejectLoginRequest,
} from "../interaction/login-request.js";
import { REDIRECT_URI, anIssuer, registerClient } from "../testing/builders.js";
import type { RegisteredClient, TestIssuer } from "../testing/builders.js";
import { TestBrowser, requestOf } from "../testing/browser.js";
import type { Fields } from "../testing/browser.js";
import { refusalOf } from "../testing/refusal.js";

let issuer: TestIssuer;
let registered: RegisteredClient;
let browser: TestBrowser;
beforeEach(async () => {
  issuer = await anIssuer();
  registered = await registerClient(issuer);
  browser = new TestBrowser(issuer);
});

const own = (fields: Fields = {}): Fields => ({ client_id: registered.client.id, ...fields });

async function challengeAt(kind: "login" | "consent", parameters: URLSearchParams, by = browser) {
  const outcome = await by.authorize(parameters);
  if (outcome.kind !== "interaction") throw new Error("no question was asked");
  return new URL(outcome.location).searchParams.get(`${kind}_challenge`) ?? "";
}

async function toConsent(by = browser): Promise<string> {
  const login = await challengeAt("login", requestOf(own()), by);
  const { redirectTo } = await acceptLoginRequest(issuer, login, { subject: "ada" });
  return challengeAt("consent", new URL(redirectTo).searchParams, by);
}

describe("the border between the two halves (RFC 6749 §4.1.2.1)", () => {
  test.each([
    [{ client_id: undefined }, "invalid_request"],
    [{ client_id: "nobody" }, "invalid_client"],
    [{ redirect_uri: "https://evil.example.com/" }, "invalid_request"],
    [{ redirect_uri: undefined }, "invalid_request"],
  ])("shows the user %j", async (fields, code) => {
    const attempt = () => browser.authorize(requestOf(own(fields)));
    expect((await refusalOf(attempt)).code).toBe(code);
  });

  test.each([
    [{ response_type: "foo" }, "unsupported_response_type"],
    [{ response_type: "token" }, "unauthorized_client"],
    [{ scope: "admin" }, "invalid_scope"],
    [{ prompt: "none" }, "login_required"],
    [{ prompt: "none login" }, "invalid_request"],
    [{ max_age: "x" }, "invalid_request"],
    [{ code_challenge: "x" }, "invalid_request"],
    [{ response_mode: "x" }, "unsupported_response_mode"],
    [{ resource: "https://x" }, "invalid_target"],
    [{ id_token_hint: "x" }, "invalid_request"],
  ])("tells the client %j with state and iss", async (fields, code) => {
    const outcome = await browser.authorize(requestOf(own(fields)));
    if (outcome.kind !== "response") throw new Error("no response");
    const { redirectUri, parameters } = outcome.response;
    expect(redirectUri).toBe(REDIRECT_URI);
    expect(Object.fromEntries(parameters)).toEqual({
      error: code,
      error_description: expect.any(String),
      state: "a state",
      iss: issuer.url,
    });
  });
});

describe("PKCE (RFC 7636 §4.4.1, RFC 9700 §2.1.1)", () => {
  async function errorOf(fields: Fields): Promise<string | null> {
    const outcome = await browser.authorize(requestOf(fields));
    return outcome.kind === "response" ? outcome.response.parameters.get("error") : null;
  }

  test("is required of clients without credentials, and of nobody else", async () => {
    expect(await errorOf(own())).toBeNull();
    const method = { token_endpoint_auth_method: "none" };
    const { client } = await registerClient(issuer, method);
    expect(await errorOf({ client_id: client.id })).toBe("invalid_request");
    const code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const sent = { code_challenge, code_challenge_method: "S256" };
    expect(await errorOf({ client_id: client.id, ...sent })).toBeNull();
  });

  test("is required of everybody where the project says so", async () => {
    issuer = await anIssuer({ config: { oauth2: { pkce: { enforced: true } } } });
    registered = await registerClient(issuer);
    browser = new TestBrowser(issuer);
    expect(await errorOf(own())).toBe("invalid_request");
  });
});

describe("a flow (architecture §1)", () => {
  test("writes nothing before consent was accepted and the browser came back", async () => {
    const challenge = await toConsent();
    const { flowId } = await getConsentRequest(issuer, challenge);
    expect(await issuer.stores.grants.find(flowId)).toBeUndefined();
    const acceptance = { grant_scope: ["openid"] };
    const { redirectTo } = await acceptConsentRequest(issuer, challenge, acceptance);
    expect(await issuer.stores.grants.find(flowId)).toBeUndefined();
    await browser.authorize(new URL(redirectTo).searchParams);
    expect(await issuer.stores.grants.find(flowId)).toMatchObject({
      subject: "ada",
      scope: ["openid"],
    });
  });

  test("keeps its challenge under 600 characters for an ordinary request", async () => {
    const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    const fields = own({ ...pkce, nonce: "n".repeat(24), state: "s".repeat(24) });
    expect((await challengeAt("login", requestOf(fields))).length).toBeLessThan(600);
  });

  test("belongs to the browser that began it", async () => {
    const login = await challengeAt("login", requestOf(own()));
    const { redirectTo } = await acceptLoginRequest(issuer, login, { subject: "ada" });
    const stranger = new TestBrowser(issuer);
    const attempt = () => stranger.authorize(new URL(redirectTo).searchParams);
    expect(await refusalOf(attempt)).toEqual({ code: "request_forbidden", status: 403 });
  });

  test("is answered once: the second time it has ended", async () => {
    const challenge = await toConsent();
    const acceptance = { grant_scope: ["openid"] };
    const { redirectTo } = await acceptConsentRequest(issuer, challenge, acceptance);
    const parameters = new URL(redirectTo).searchParams;
    expect((await browser.authorize(parameters)).kind).toBe("response");
    expect((await refusalOf(() => browser.authorize(parameters))).status).toBe(410);
  });

  test("expires after its time, at the page and on the way back", async () => {
    const login = await challengeAt("login", requestOf(own()));
    const { redirectTo } = await acceptLoginRequest(issuer, login, { subject: "ada" });
    issuer.time.pass(1799);
    expect(await getLoginRequest(issuer, login)).toMatchObject({ skip: false });
    issuer.time.pass(1);
    const expired = { code: "request_unauthorized", status: 401 };
    expect(await refusalOf(() => getLoginRequest(issuer, login))).toEqual(expired);
    const back = () => browser.authorize(new URL(redirectTo).searchParams);
    expect(await refusalOf(back)).toEqual(expired);
  });

  test("is checked against the client as it is when the answer comes", async () => {
    const challenge = await toConsent();
    const { record } = registered.client;
    const metadata = { ...record.metadata, scope: "openid" };
    await issuer.stores.clients.replace({ ...record, metadata });
    const accept = () =>
      acceptConsentRequest(issuer, challenge, { grant_scope: ["offline_access"] });
    expect((await refusalOf(accept)).code).toBe("invalid_scope");
  });

  test("opens as no other kind and at no other issuer", async () => {
    const login = await challengeAt("login", requestOf(own()));
    const unknown = { code: "Not Found", status: 404 };
    expect(await refusalOf(() => getConsentRequest(issuer, login))).toEqual(unknown);
    const stranger = await anIssuer();
    expect(await refusalOf(() => getLoginRequest(stranger, login))).toEqual(unknown);
    for (const text of ["", "x", login.slice(1), `${login}A`]) {
      expect(await refusalOf(() => getLoginRequest(issuer, text))).toEqual(unknown);
    }
  });

  test("carries the refusal of the login app to the client, made printable", async () => {
    const login = await challengeAt("login", requestOf(own()));
    const body = { error: 'bad "code"', error_description: 'ä "x" \\' };
    const { redirectTo } = await rejectLoginRequest(issuer, login, body);
    const outcome = await browser.authorize(new URL(redirectTo).searchParams);
    if (outcome.kind !== "response") throw new Error("no response");
    const { error, error_description: description } = Object.fromEntries(
      outcome.response.parameters,
    );
    expect(error).toBe("access_denied");
    expect(description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  });
});

describe("a session (OpenID Connect Core §3.1.2.3)", () => {
  async function signIn(login = {}): Promise<void> {
    const remembered = { subject: "ada", remember: true, remember_for: 3600, ...login };
    await browser.visit(own(), { login: remembered, consent: { remember: true } });
  }

  async function answersAtOnce(fields: Fields = {}): Promise<boolean> {
    const outcome = await browser.authorize(requestOf(own({ prompt: "none", ...fields })));
    return outcome.kind === "response" && outcome.response.parameters.has("code");
  }

  test("spares the next sign-in until it ends", async () => {
    await signIn();
    expect(await answersAtOnce()).toBe(true);
    issuer.time.pass(3600);
    expect(await answersAtOnce()).toBe(false);
  });

  test("is older than max_age, or not", async () => {
    await signIn();
    issuer.time.pass(60);
    expect(await answersAtOnce({ max_age: "60" })).toBe(true);
    issuer.time.pass(1);
    expect(await answersAtOnce({ max_age: "60" })).toBe(false);
    expect(await answersAtOnce({ max_age: "0" })).toBe(false);
  });

  test("is over when it was revoked", async () => {
    await signIn();
    await issuer.stores.sessions.endBySubject("ada", issuer.clock());
    expect(await answersAtOnce()).toBe(false);
  });

  test("is not kept by a browser that did not ask for it", async () => {
    await signIn({ remember: false });
    expect(browser.session).toBeUndefined();
    expect(await answersAtOnce()).toBe(false);
  });
});
