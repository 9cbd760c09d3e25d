import { decodeJwt } from "jose";
import { anIssuer, registerClient } from "../../testing/builders.js";
import type { IssuerOptions, RegisteredClient, TestIssuer } from "../../testing/builders.js";
import { REDIRECT_URI } from "../../testing/builders.js";
import { TestBrowser } from "../../testing/browser.js";
import type { Fields, Visit } from "../../testing/browser.js";
import { refusalOf } from "../../testing/refusal.js";
import { introspect } from "../../introspect.js";
import { token } from "../token.js";

const INVALID_GRANT = { code: "invalid_grant", status: 400 };

let issuer: TestIssuer;
let registered: RegisteredClient;
beforeEach(() => setUp());

async function setUp(options: IssuerOptions = {}) {
  issuer = await anIssuer(options);
  registered = await registerClient(issuer);
}

async function code(fields: Fields = {}, visit: Visit = {}): Promise<string> {
  const browser = new TestBrowser(issuer);
  const callback = await browser.visit({ client_id: registered.client.id, ...fields }, visit);
  return callback.searchParams.get("code") ?? "";
}

function redeem(value: string, fields: Record<string, string> = {}) {
  const body = { grant_type: "authorization_code", code: value, redirect_uri: REDIRECT_URI };
  return token(issuer, {
    authorization: registered.authorization,
    body: new URLSearchParams({ ...body, ...fields }),
  });
}

describe("an authorization code (RFC 6749 §4.1)", () => {
  test("is redeemed for tokens of what was granted", async () => {
    const tokens = await redeem(await code({ nonce: "n" }, { login: { subject: "bob" } }));
    expect(tokens).toMatchObject({
      token_type: "bearer",
      expires_in: 3600,
      scope: "openid offline_access",
      refresh_token: expect.stringMatching(/^gry_rt_/),
    });
    expect(decodeJwt(tokens.id_token ?? "")).toMatchObject({ sub: "bob", nonce: "n" });
  });

  test("presented twice revokes what it gave (§4.1.2)", async () => {
    const value = await code();
    const tokens = await redeem(value);
    expect(await refusalOf(() => redeem(value))).toEqual(INVALID_GRANT);
    expect(await introspect(issuer, tokens.access_token)).toEqual({ active: false });
    expect(await introspect(issuer, tokens.refresh_token ?? "")).toEqual({ active: false });
  });

  test("expires with its lifetime, which the project sets (§4.1.2)", async () => {
    await setUp({ config: { ttl: { auth_code: "30s" } } });
    const [one, other] = [await code(), await code()];
    issuer.time.pass(29);
    await redeem(one);
    issuer.time.pass(1);
    expect(await refusalOf(() => redeem(other))).toEqual(INVALID_GRANT);
  });

  test("that expired is not spent by the attempt: nothing was written", async () => {
    const value = await code();
    issuer.time.pass(600);
    await refusalOf(() => redeem(value));
    issuer.time.pass(-600);
    expect(await redeem(value)).toHaveProperty("access_token");
  });

  test("of a consent that was revoked meanwhile is refused", async () => {
    const value = await code({}, { login: { subject: "ada" } });
    await issuer.stores.grants.revokeWhere({ subject: "ada" }, issuer.clock());
    expect(await refusalOf(() => redeem(value))).toEqual(INVALID_GRANT);
  });

  test("gives tokens with the client's own lifetimes", async () => {
    registered = await registerClient(issuer, {
      authorization_code_grant_access_token_lifespan: "5m",
      authorization_code_grant_id_token_lifespan: "2m",
      authorization_code_grant_refresh_token_lifespan: "10m",
    });
    const tokens = await redeem(await code());
    expect(tokens.expires_in).toBe(300);
    const { exp = 0, iat = 0 } = decodeJwt(tokens.id_token ?? "");
    expect(exp - iat).toBe(120);
    issuer.time.pass(299);
    expect(await introspect(issuer, tokens.access_token)).toMatchObject({ active: true });
    issuer.time.pass(1);
    expect(await introspect(issuer, tokens.access_token)).toEqual({ active: false });
    expect(await introspect(issuer, tokens.refresh_token ?? "")).toMatchObject({ active: true });
    issuer.time.pass(300);
    expect(await introspect(issuer, tokens.refresh_token ?? "")).toEqual({ active: false });
  });

  test("of another issuer, with the same client id and secret store, is refused", async () => {
    const value = await code();
    const { stores } = issuer;
    issuer = await anIssuer({ stores });
    const again = await registerClient(issuer);
    const request = {
      authorization: again.authorization,
      body: new URLSearchParams({ grant_type: "authorization_code", code: value }),
    };
    expect(await refusalOf(() => token(issuer, request))).toEqual(INVALID_GRANT);
  });
});
