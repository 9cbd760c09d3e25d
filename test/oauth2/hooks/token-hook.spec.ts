import { decodeJwt } from "jose";
import { type OwnGrantry, startGrantry } from "../../support/grantry.js";
import { ToyServer } from "../../support/toy-server.js";
import { configure } from "../configuration.js";
import { expectRefusal } from "../answer.js";
import { RelyingParty, tokensOf } from "../relying-party.js";
import type { Tenant } from "../tenant.js";

jest.setTimeout(90_000);

const scope = "openid offline_access";

let grantry: OwnGrantry;
let hook: ToyServer;
let tenant: Tenant;
let client: RelyingParty;
beforeAll(async () => {
  grantry = await startGrantry({ env: { GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32" } });
  hook = await ToyServer.start();
  const project = await grantry.admin.createProject("Hooked");
  tenant = { grantry, project, issuer: project.issuer };
  client = await RelyingParty.register(tenant);
  await configure(tenant, {
    "oauth2.token_hook": {
      url: `${hook.url}/token`,
      auth: { type: "api_key", config: { in: "header", name: "X-Hook-Key", value: "a secret" } },
    },
  });
});
afterAll(async () => {
  await grantry.stop();
  await hook.stop();
});
beforeEach(() => {
  hook.received.length = 0;
  hook.answer = () => ({ status: 204 });
});

const SESSION = { access_token: { tier: "gold" }, id_token: { department: "sales" } };
const consented = {
  consent: { session: { access_token: { given: "at" }, id_token: { given: "id" } } },
};

describe("the token hook (oauth2.token_hook)", () => {
  test("is told of the request as Hydra tells it, and who asks", async () => {
    await client.tokens({ scope }, { subject: "ada", ...consented });
    expect(hook.received).toHaveLength(1);
    const [call] = hook.received;
    expect(call).toMatchObject({ method: "POST", url: "/token" });
    expect(call?.headers).toMatchObject({
      "x-hook-key": "a secret",
      "content-type": "application/json; charset=utf-8",
    });
    expect(JSON.parse(call?.body ?? "")).toEqual({
      session: {
        id_token: {
          id_token_claims: {
            jti: "",
            iss: tenant.issuer,
            sub: "ada",
            aud: [client.id],
            nonce: "",
            at_hash: "",
            acr: "",
            amr: null,
            c_hash: "",
            ext: { given: "id" },
          },
          headers: { extra: {} },
          subject: "ada",
        },
        extra: { given: "at" },
        client_id: client.id,
        consent_challenge: expect.any(String),
        exclude_not_before_claim: false,
        allowed_top_level_claims: [],
        mirror_top_level_claims: true,
        preserve_ext_claims: false,
      },
      request: {
        client_id: client.id,
        requested_scopes: ["openid", "offline_access"],
        granted_scopes: ["openid", "offline_access"],
        granted_audience: [],
        grant_types: ["authorization_code"],
        payload: { grant_type: ["authorization_code"] },
      },
    });
  });

  test("adds its claims to those of the consent: access token, ID token, userinfo, refreshes", async () => {
    hook.answer = () => ({ status: 200, body: { session: SESSION } });
    const tokens = await client.tokens({ scope }, consented);
    const ext = { given: "at", tier: "gold" };
    expect(await client.introspect(tokens.access_token)).toMatchObject({ ext });
    const claims = { given: "id", department: "sales" };
    expect(decodeJwt(tokens.id_token)).toMatchObject(claims);
    hook.answer = () => ({ status: 204 });
    const refreshed = tokensOf(await client.refresh(tokens.refresh_token));
    expect(await client.introspect(refreshed.access_token)).toMatchObject({ ext });
    expect(decodeJwt(refreshed.id_token)).toMatchObject(claims);
  });

  test("changes JWT access tokens likewise", async () => {
    hook.answer = () => ({ status: 200, body: { session: SESSION } });
    const app = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
    const { access_token: token } = await app.tokens({ scope });
    expect(decodeJwt(token)["ext"]).toEqual({ tier: "gold" });
  });

  test("cannot set what the issuer says", async () => {
    const forged = { sub: "eve", iss: "https://evil.example.com", aud: "x", exp: 1, nonce: "n" };
    hook.answer = () => ({
      status: 200,
      body: { session: { access_token: forged, id_token: forged } },
    });
    const tokens = await client.tokens({ scope }, { subject: "ada" });
    const claims = decodeJwt(tokens.id_token);
    expect(claims).toMatchObject({ sub: "ada", iss: tenant.issuer, aud: [client.id] });
    expect(claims["nonce"]).toBeUndefined();
    expect(await client.introspect(tokens.access_token)).toMatchObject({ sub: "ada" });
  });

  test("is asked about client credentials", async () => {
    hook.answer = () => ({ status: 200, body: { session: SESSION } });
    const tokens = tokensOf(await client.token({ grant_type: "client_credentials" }));
    expect(await client.introspect(tokens.access_token)).toMatchObject({ ext: { tier: "gold" } });
    expect(JSON.parse(hook.received[0]?.body ?? "")).toMatchObject({
      session: { id_token: { subject: client.id } },
      request: { grant_types: ["client_credentials"] },
    });
  });
});

describe("a hook that says no", () => {
  test("refuses with access_denied, and the code stays good", async () => {
    const code = await client.code({ scope });
    hook.answer = () => ({ status: 403, body: { reason: "not today" } });
    expectRefusal(await client.redeem(code), 403, "access_denied");
    hook.answer = () => ({ status: 204 });
    expect((await client.redeem(code)).status).toBe(200);
  });

  test("leaves a refresh token as good as it was", async () => {
    const { refresh_token: token, access_token: access } = await client.tokens({ scope });
    hook.answer = () => ({ status: 403 });
    expectRefusal(await client.refresh(token), 403, "access_denied");
    expect(await client.isAlive(access)).toBe(true);
    hook.answer = () => ({ status: 204 });
    expect((await client.refresh(token)).status).toBe(200);
  });

  test("is not asked about a code that was used: that is refused as ever (RFC 6749 §4.1.2)", async () => {
    const code = await client.code({ scope });
    const tokens = tokensOf(await client.redeem(code));
    hook.received.length = 0;
    expectRefusal(await client.redeem(code), 400, "invalid_grant");
    expect(hook.received).toHaveLength(0);
    expect(await client.isAlive(tokens.access_token)).toBe(false);
  });
});

describe("a hook that fails", () => {
  test.each([
    ["500", { status: 500 }],
    ["404", { status: 404 }],
    ["302", { status: 302 }],
    ["200 without JSON", { status: 200, body: "<html>" }],
    ["200 with a list", { status: 200, body: [] }],
    ["200 with claims that are no object", { status: 200, body: { session: { id_token: 1 } } }],
    [
      "200 with a flood of claims",
      { status: 200, body: { session: { access_token: { flood: "x".repeat(10_000) } } } },
    ],
  ])("with %s answers server_error, and the code stays good", async (_, answer) => {
    const code = await client.code({ scope });
    hook.answer = () => answer;
    const refused = await client.redeem(code);
    expectRefusal(refused, 503, "server_error");
    expect(refused.headers.get("retry-after")).toBe("1");
    hook.answer = () => ({ status: 204 });
    expect((await client.redeem(code)).status).toBe(200);
  });

  test("by silence is given up after five seconds, and is not asked for a while after five failures", async () => {
    const quiet = await ToyServer.start();
    quiet.answer = () => ({ status: 204, afterMilliseconds: 8_000 });
    const project = await grantry.admin.createProject("Silent");
    const other: Tenant = { grantry, project, issuer: project.issuer };
    const app = await RelyingParty.register(other);
    await configure(other, { "oauth2.token_hook": `${quiet.url}/slow` });
    const ask = () => app.token({ grant_type: "client_credentials" });
    const answers = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    for (const answer of answers) expectRefusal(answer, 503, "temporarily_unavailable");
    const asked = quiet.received.length;
    const begun = Date.now();
    expectRefusal(await ask(), 503, "temporarily_unavailable");
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(quiet.received).toHaveLength(asked);
    quiet.answer = () => ({ status: 204 });
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    expect((await ask()).status).toBe(200);
    await quiet.stop();
  });

  test("leaves an entry in the log of the project, as does every call", async () => {
    hook.answer = () => ({ status: 500 });
    await client.token({ grant_type: "client_credentials" });
    hook.answer = () => ({ status: 403 });
    await client.token({ grant_type: "client_credentials" });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const answer = await grantry.admin.call(
      "GET",
      `${tenant.issuer}/admin/deliveries?kind=token_hook&page_size=2`,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("link")).toContain('rel="next"');
    expect(await answer.json()).toMatchObject([
      { kind: "token_hook", state: "refused", status: 403, client_id: client.id },
      { kind: "token_hook", state: "failed", status: 500, error: "it answered 500" },
    ]);
  });
});

test("the refresh hook is asked first (oauth2.refresh_token_hook)", async () => {
  const project = await grantry.admin.createProject("Both hooks");
  const both: Tenant = { grantry, project, issuer: project.issuer };
  const app = await RelyingParty.register(both);
  await configure(both, {
    "oauth2.refresh_token_hook": `${hook.url}/refresh`,
    "oauth2.token_hook": `${hook.url}/token`,
  });
  const tokens = await app.tokens({ scope }, { subject: "ada" });
  expect(hook.received.map(({ url }) => url)).toEqual(["/token"]);
  hook.received.length = 0;
  hook.answer = ({ url }) =>
    url === "/refresh" ? { status: 200, body: { session: SESSION } } : { status: 204 };
  const refreshed = tokensOf(await app.refresh(tokens.refresh_token));
  expect(hook.received.map(({ url }) => url)).toEqual(["/refresh", "/token"]);
  const granted = {
    client_id: app.id,
    granted_scopes: ["openid", "offline_access"],
    granted_audience: [],
  };
  expect(JSON.parse(hook.received[0]?.body ?? "")).toMatchObject({
    subject: "ada",
    ...granted,
    requester: { ...granted, grant_types: ["refresh_token"] },
  });
  expect(JSON.parse(hook.received[1]?.body ?? "")).toMatchObject({
    session: { extra: { tier: "gold" } },
    request: { grant_types: ["refresh_token"] },
  });
  expect(decodeJwt(refreshed.id_token)).toMatchObject({ department: "sales" });
  expect(await app.introspect(refreshed.access_token)).toMatchObject({ ext: { tier: "gold" } });
});
