import { acceptLogoutRequest, getLogoutRequest, rejectLogoutRequest } from "./end-session.js";
import { REDIRECT_URI, anIssuer, registerClient } from "./testing/builders.js";
import type { RegisteredClient, TestIssuer } from "./testing/builders.js";
import { TestBrowser } from "./testing/browser.js";
import { refusalOf } from "./testing/refusal.js";
import { token } from "./token-endpoint/token.js";

const RETURN = "https://app.example.com/signed-out";

let issuer: TestIssuer;
let registered: RegisteredClient;
let browser: TestBrowser;
let hint: string;
beforeEach(async () => {
  issuer = await anIssuer();
  registered = await registerClient(issuer, { post_logout_redirect_uris: [RETURN] });
  browser = new TestBrowser(issuer);
  hint = await signIn();
});

async function signIn(subject = "ada"): Promise<string> {
  const login = { subject, remember: true };
  const callback = await browser.visit({ client_id: registered.client.id }, { login });
  const code = callback.searchParams.get("code") ?? "";
  const fields = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI };
  const { authorization } = registered;
  const tokens = await token(issuer, { authorization, body: new URLSearchParams(fields) });
  return tokens.id_token ?? "";
}

const end = (fields: Record<string, string>, by = browser) =>
  by.endSession(new URLSearchParams(fields));

async function challengeOf(fields: Record<string, string>): Promise<string> {
  const outcome = await end(fields);
  if (outcome.kind !== "interaction") throw new Error("nobody was asked");
  return new URL(outcome.location).searchParams.get("logout_challenge") ?? "";
}

describe("sign-out (OpenID Connect RP-Initiated Logout §2, §3)", () => {
  test("asks, ends the session when accepted and goes back with state", async () => {
    const fields = { id_token_hint: hint, post_logout_redirect_uri: RETURN, state: "s" };
    const challenge = await challengeOf(fields);
    expect(await getLogoutRequest(issuer, challenge)).toMatchObject({
      subject: "ada",
      rpInitiated: true,
    });
    expect(browser.session).toBeDefined();
    const { redirectTo } = await acceptLogoutRequest(issuer, challenge);
    const outcome = await browser.endSession(new URL(redirectTo).searchParams);
    expect(outcome).toMatchObject({ kind: "ended", location: `${RETURN}?state=s` });
    expect(browser.session).toBeUndefined();
    expect(await issuer.stores.sessions.listBySubject("ada", issuer.clock())).toEqual([]);
  });

  test("takes a hint that has expired (§4)", async () => {
    issuer.time.pass(7200);
    expect(await challengeOf({ id_token_hint: hint })).not.toBe("");
  });

  test("changes nothing when declined", async () => {
    const challenge = await challengeOf({ id_token_hint: hint });
    await rejectLogoutRequest(issuer, challenge);
    expect(await issuer.stores.sessions.listBySubject("ada", issuer.clock())).toHaveLength(1);
  });

  test("returns at once where nobody is signed in", async () => {
    const fields = { id_token_hint: hint, post_logout_redirect_uri: RETURN };
    expect(await end(fields, new TestBrowser(issuer))).toMatchObject({
      kind: "ended",
      location: RETURN,
    });
  });

  test("never ends the session of somebody else than the hint names (§2)", async () => {
    const other = new TestBrowser(issuer);
    await other.visit(
      { client_id: registered.client.id },
      { login: { subject: "bob", remember: true } },
    );
    await end({ id_token_hint: hint }, other);
    expect(await issuer.stores.sessions.listBySubject("bob", issuer.clock())).toHaveLength(1);
  });

  test.each([
    [{ post_logout_redirect_uri: RETURN }],
    [{ state: "s" }],
    [{ id_token_hint: "nonsense" }],
    [{ id_token_hint: "HINT", post_logout_redirect_uri: `${RETURN}/` }],
    [{ id_token_hint: "HINT", client_id: "another" }],
  ])("is refused as invalid_request: %j", async (fields) => {
    const sent: Record<string, string> = { ...fields };
    if (sent["id_token_hint"] === "HINT") sent["id_token_hint"] = hint;
    expect(await refusalOf(() => end(sent))).toEqual({ code: "invalid_request", status: 400 });
    expect(browser.session).toBeDefined();
  });

  test("refuses the hint of another issuer", async () => {
    const stranger = await anIssuer({ url: "https://other.example.com" });
    const attempt = () =>
      new TestBrowser(stranger).endSession(new URLSearchParams({ id_token_hint: hint }));
    expect((await refusalOf(attempt)).code).toBe("invalid_request");
  });

  test("belongs to the browser that began it, and to its time", async () => {
    const challenge = await challengeOf({ id_token_hint: hint });
    const { redirectTo } = await acceptLogoutRequest(issuer, challenge);
    const back = new URL(redirectTo).searchParams;
    const stranger = () => new TestBrowser(issuer).endSession(back);
    expect((await refusalOf(stranger)).status).toBe(403);
    issuer.time.pass(1800);
    expect((await refusalOf(() => browser.endSession(back))).status).toBe(401);
    expect((await refusalOf(() => getLogoutRequest(issuer, challenge))).status).toBe(401);
    expect((await refusalOf(() => getLogoutRequest(issuer, "x"))).status).toBe(404);
  });
});
