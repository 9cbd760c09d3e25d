import { introspect } from "../../introspect.js";
import { REDIRECT_URI, anIssuer, registerClient } from "../../testing/builders.js";
import type { IssuerOptions, RegisteredClient, TestIssuer } from "../../testing/builders.js";
import { TestBrowser } from "../../testing/browser.js";
import { refusalOf } from "../../testing/refusal.js";
import type { TokenResponse } from "../grant-type.js";
import { token } from "../token.js";

const INVALID_GRANT = { code: "invalid_grant", status: 400 };

let issuer: TestIssuer;
let registered: RegisteredClient;
let first: TokenResponse;
beforeEach(() => setUp());

async function setUp(options: IssuerOptions = {}, fields = {}) {
  issuer = await anIssuer(options);
  registered = await registerClient(issuer, fields);
  const browser = new TestBrowser(issuer);
  const callback = await browser.visit({ client_id: registered.client.id });
  const code = callback.searchParams.get("code") ?? "";
  first = await ask({ grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI });
}

function ask(fields: Record<string, string>): Promise<TokenResponse> {
  const { authorization } = registered;
  return token(issuer, { authorization, body: new URLSearchParams(fields) });
}

function refresh(value: string | undefined, fields: Record<string, string> = {}) {
  return ask({ grant_type: "refresh_token", refresh_token: value ?? "", ...fields });
}

async function isAlive(value: string | undefined): Promise<boolean> {
  return (await introspect(issuer, value ?? "")).active;
}

describe("a refresh token (RFC 6749 §6, RFC 9700 §4.14.2)", () => {
  test("is rotated, and the access token before it ends after the grace", async () => {
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await isAlive(first.access_token)).toBe(true);
    issuer.time.pass(10);
    expect(await isAlive(first.access_token)).toBe(false);
    expect(await isAlive(second.access_token)).toBe(true);
    expect(await isAlive(first.refresh_token)).toBe(false);
  });

  test("gives the same successor within the grace, and at its end revokes everything", async () => {
    const second = await refresh(first.refresh_token);
    issuer.time.pass(9);
    const again = await refresh(first.refresh_token);
    expect(again.refresh_token).toBe(second.refresh_token);
    issuer.time.pass(1);
    expect(await refusalOf(() => refresh(first.refresh_token))).toEqual(INVALID_GRANT);
    expect(await isAlive(second.access_token)).toBe(false);
    expect(await refusalOf(() => refresh(second.refresh_token))).toEqual(INVALID_GRANT);
  });

  test("without grace is reuse at once", async () => {
    const grant = { refresh_token: { rotation_grace_period: "0s" } };
    await setUp({ config: { oauth2: { grant } } });
    const second = await refresh(first.refresh_token);
    expect(await refusalOf(() => refresh(first.refresh_token))).toEqual(INVALID_GRANT);
    expect(await isAlive(second.refresh_token)).toBe(false);
  });

  test("ends with its lifetime, which every refresh renews", async () => {
    await setUp({ config: { ttl: { refresh_token: "1h" } } });
    issuer.time.pass(3599);
    const second = await refresh(first.refresh_token);
    issuer.time.pass(3599);
    const third = await refresh(second.refresh_token);
    issuer.time.pass(3600);
    expect(await refusalOf(() => refresh(third.refresh_token))).toEqual(INVALID_GRANT);
  });

  test("never ends where the project says so", async () => {
    await setUp({ config: { ttl: { refresh_token: "-1" } } });
    issuer.time.pass(20 * 365 * 86_400);
    expect(await refresh(first.refresh_token)).toHaveProperty("refresh_token");
  });

  test("narrows the scope of one access token, and the grant stays what it was", async () => {
    const narrow = await refresh(first.refresh_token, { scope: "openid" });
    expect(narrow.scope).toBe("openid");
    const wide = await refresh(narrow.refresh_token);
    expect(wide.scope).toBe("openid offline_access");
  });

  test("is refused more than was granted before anything is written", async () => {
    const wider = { scope: "openid profile" };
    const refusal = await refusalOf(() => refresh(first.refresh_token, wider));
    expect(refusal.code).toBe("invalid_scope");
    expect(await refresh(first.refresh_token)).toHaveProperty("refresh_token");
    expect(await isAlive(first.access_token)).toBe(true);
  });

  test("is refused once the client may not refresh any more", async () => {
    const record = registered.client.record;
    const metadata = { ...record.metadata, grant_types: ["authorization_code"] };
    await issuer.stores.clients.replace({ ...record, metadata });
    const refusal = await refusalOf(() => refresh(first.refresh_token));
    expect(refusal).toEqual({ code: "unauthorized_client", status: 400 });
  });

  test("ends with the absolute lifetime, however often it is refreshed", async () => {
    await setUp({
      config: { oauth2: { grant: { refresh_token: { absolute_lifetime: "2h0m0s" } } } },
    });
    issuer.time.pass(3600);
    const second = await refresh(first.refresh_token);
    issuer.time.pass(3599);
    const third = await refresh(second.refresh_token);
    issuer.time.pass(1);
    expect(await isAlive(third.refresh_token)).toBe(false);
    expect(await refusalOf(() => refresh(third.refresh_token))).toEqual(INVALID_GRANT);
  });

  test("dies with everything of a client that was cut off", async () => {
    issuer.time.pass(1);
    const notBefore = issuer.clock();
    await issuer.stores.clients.replace({ ...registered.client.record, notBefore });
    expect(await refusalOf(() => refresh(first.refresh_token))).toEqual(INVALID_GRANT);
    expect(await isAlive(first.access_token)).toBe(false);
    expect(await isAlive(first.refresh_token)).toBe(false);
  });
});

describe("fifty refreshes of one token at once", () => {
  test("get one successor", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => refresh(first.refresh_token)),
    );
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.access_token)).size).toBe(50);
    for (const { access_token: each } of answers) expect(await isAlive(each)).toBe(true);
  });
});
