import { randomUUID } from "node:crypto";
import { decodeJwt, type JWTPayload } from "jose";
import { expectJson } from "../../support/admin-client.js";
import { localFetch } from "../../support/local-fetch.js";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf, expectErrorRedirect } from "../../oauth2/answer.js";
import { CALLBACK, RelyingParty, tokensOf, type Fields } from "../../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../../oauth2/tenant.js";
import type { Visit } from "../../oauth2/toy-login-app.js";

const REMEMBERED: Visit = {
  login: { remember: true, remember_for: 3600, acr: "urn:password" },
  consent: { remember: true, remember_for: 3600 },
};

describe("the claims parameter (OpenID Connect Core §5.5)", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  let ada: { readonly id: string; readonly email: string };
  beforeAll(async () => {
    tenant = await newTenant();
    client = await RelyingParty.register(tenant, { scope: "openid offline_access email profile" });
    const email = `ada-${randomUUID()}@example.com`;
    const identity = await expectJson<{ id: string }>(
      await tenant.grantry.admin.call("POST", `${tenant.issuer}/admin/identities`, {
        schema_id: "default",
        traits: { email, given_name: "Ada", family_name: "Lovelace" },
      }),
      201,
    );
    ada = { id: identity.id, email };
  });

  const claims = (requested: unknown): Fields => ({
    scope: "openid offline_access",
    claims: JSON.stringify(requested),
  });

  async function idToken(requested: unknown, visit: Visit = {}): Promise<JWTPayload> {
    const tokens = await client.tokens(claims(requested), { subject: ada.id, ...visit });
    return decodeJwt(tokens.id_token);
  }

  async function userinfo(token: string): Promise<Readonly<Record<string, unknown>>> {
    const headers = { authorization: `Bearer ${token}` };
    return (await answerOf(localFetch(`${tenant.issuer}/userinfo`, { headers }))).body;
  }

  test.each([
    ["without conditions", null],
    ["as essential", { essential: true }],
    ["as voluntary", { essential: false }],
    ["with members nobody knows", { essential: true, unheard_of: 1 }],
  ])("puts a claim asked for %s into the ID token, without its scope (§5.5.1)", async (_, wish) => {
    const token = await idToken({ id_token: { email: wish } });
    expect(token["email"]).toBe(ada.email);
    expect(token).not.toHaveProperty("given_name");
  });

  test("puts what was asked for userinfo there only, also after a refresh", async () => {
    const requested = claims({ userinfo: { given_name: { essential: true }, email: null } });
    const tokens = await client.tokens(requested, { subject: ada.id });
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty("email");
    const expected = { sub: ada.id, email: ada.email, given_name: "Ada" };
    expect(await userinfo(tokens.access_token)).toMatchObject(expected);
    const renewed = tokensOf(await client.refresh(tokens.refresh_token));
    expect(await userinfo(renewed.access_token)).toMatchObject(expected);
    expect(decodeJwt(renewed.id_token)).not.toHaveProperty("email");
  });

  test("keeps what was asked for the ID token through a refresh (§12.2)", async () => {
    const tokens = await client.tokens(claims({ id_token: { email: null } }), { subject: ada.id });
    const renewed = tokensOf(await client.refresh(tokens.refresh_token));
    expect(decodeJwt(renewed.id_token)["email"]).toBe(ada.email);
    expect(await userinfo(renewed.access_token)).not.toHaveProperty("email");
  });

  test("leaves out what is not known, essential or not (§5.5.1)", async () => {
    const token = await idToken({ id_token: { shoe_size: { essential: true }, iss: null } });
    expect(token).not.toHaveProperty("shoe_size");
    expect(token.iss).toBe(tenant.issuer);
  });

  test("has auth_time said when it is essential (§5.5)", async () => {
    const token = await idToken({ id_token: { auth_time: { essential: true } } });
    expect(token["auth_time"]).toEqual(expect.any(Number));
  });

  describe("acr (§5.5.1.1)", () => {
    const wish = (request: unknown) => ({ id_token: { acr: request } });
    const reached = (acr: string): Visit => ({ subject: ada.id, login: { acr } });

    test.each([
      ["value", { essential: true, value: "urn:mfa" }],
      ["values", { essential: true, values: ["urn:hardware", "urn:mfa"] }],
    ])("is answered where an essential %s was reached", async (_, request) => {
      expect((await idToken(wish(request), reached("urn:mfa")))["acr"]).toBe("urn:mfa");
    });

    test.each([
      ["value", { essential: true, value: "urn:mfa" }],
      ["values", { essential: true, values: ["urn:hardware", "urn:mfa"] }],
    ])("fails the request where an essential %s was not reached", async (_, request) => {
      const lower = reached("urn:password");
      const callback = await client.authorize(claims(wish(request)), lower);
      expect(callback.origin + callback.pathname).toBe(CALLBACK);
      expect(Object.fromEntries(callback.searchParams)).toMatchObject({
        error: "unmet_authentication_requirements",
        state: "a state",
        iss: tenant.issuer,
      });
      expect(callback.searchParams.has("code")).toBe(false);
      const silent = await client.authorize(claims(wish(request)), { subject: ada.id });
      expect(silent.searchParams.get("error")).toBe("unmet_authentication_requirements");
    });

    test("of a voluntary value is what was reached", async () => {
      const request = { value: "urn:mfa" };
      const token = await idToken(wish(request), reached("urn:password"));
      expect(token["acr"]).toBe("urn:password");
    });

    test("is told to the login app, and a lower session does not spare the sign-in", async () => {
      const agent = new UserAgent();
      await client.tokens({}, { agent, subject: ada.id, ...REMEMBERED });
      const higher = claims(wish({ essential: true, value: "urn:mfa" }));
      const url = client.authorizationUrl({ ...higher, prompt: "none" });
      const answer = await answerOf(agent.send(url, { method: "GET" }));
      expectErrorRedirect(answer, { to: CALLBACK, error: "login_required", state: "a state" });
      const location = await client.app.follow(agent, client.authorizationUrl(higher));
      const challenge = location.searchParams.get("login_challenge") ?? "";
      expect(await client.app.request("login", challenge)).toMatchObject({ skip: false });
      const enough = claims(wish({ essential: true, value: "urn:password" }));
      const same = client.authorizationUrl({ ...enough, prompt: "none" });
      expect((await client.app.follow(agent, same)).searchParams.has("code")).toBe(true);
    });
  });

  describe("sub (§3.1.2.2, §5.5.1)", () => {
    const named = (value: string) => claims({ id_token: { sub: { value } } });

    test("is answered when that user signs in", async () => {
      const tokens = await client.tokens(named(ada.id), { subject: ada.id });
      expect(decodeJwt(tokens.id_token).sub).toBe(ada.id);
    });

    test("is login_required when another one signs in", async () => {
      const callback = await client.authorize(named(ada.id), { subject: "mallory" });
      expect(callback.searchParams.get("error")).toBe("login_required");
      expect(callback.searchParams.has("code")).toBe(false);
    });

    test("is login_required without asking, and asks otherwise, where another is signed in", async () => {
      const agent = new UserAgent();
      await client.tokens({}, { agent, subject: ada.id, ...REMEMBERED });
      const silent = client.authorizationUrl({ ...named("bob"), prompt: "none" });
      const answer = await answerOf(agent.send(silent, { method: "GET" }));
      expectErrorRedirect(answer, { to: CALLBACK, error: "login_required", state: "a state" });
      const location = await client.app.follow(agent, client.authorizationUrl(named("bob")));
      expect(location.searchParams.has("login_challenge")).toBe(true);
      const fits = client.authorizationUrl({ ...named(ada.id), prompt: "none" });
      expect((await client.app.follow(agent, fits)).searchParams.has("code")).toBe(true);
    });
  });

  test.each([
    "nonsense",
    "[]",
    "1",
    '{"id_token":[]}',
    '{"id_token":{"acr":"urn:mfa"}}',
    '{"userinfo":{"email":{"essential":"yes"}}}',
    '{"id_token":{"acr":{"values":"urn:mfa"}}}',
  ])("is invalid_request as %s", async (text) => {
    const answer = await client.begin({ claims: text });
    expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_request", state: "a state" });
  });
});
