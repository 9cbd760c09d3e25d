import type { OAuth2Api } from "@ory/client";
import { RelyingParty } from "../oauth2/relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../oauth2/tenant.js";
import { oryClient, refusalOf } from "./ory-client.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let ory: OAuth2Api;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    ory = oryClient(tenant);
    client = await RelyingParty.register(tenant);
  });

  const someone = () => `subject-${crypto.randomUUID()}`;

  describe("POST /admin/oauth2/introspect (ory-hydra §1.7)", () => {
    test("tells everything of an access token", async () => {
      const subject = someone();
      const tokens = await client.tokens({}, { subject });
      const { data } = await ory.introspectOAuth2Token({ token: tokens.access_token });
      expect(data).toEqual({
        active: true,
        scope: "openid offline_access",
        client_id: client.id,
        sub: subject,
        exp: expect.any(Number),
        iat: expect.any(Number),
        nbf: expect.any(Number),
        aud: [],
        iss: tenant.issuer,
        token_type: "Bearer",
        token_use: "access_token",
        ext: {},
      });
    });

    test("tells of a refresh token that it is one", async () => {
      const tokens = await client.tokens();
      const { data } = await ory.introspectOAuth2Token({ token: tokens.refresh_token });
      expect(data).toMatchObject({ active: true, token_use: "refresh_token" });
    });

    test("answers inactive, and nothing more, when the scope asked for is not covered", async () => {
      const { access_token: token } = await client.tokens();
      const covered = await ory.introspectOAuth2Token({ token, scope: "openid" });
      expect(covered.data.active).toBe(true);
      const { data } = await ory.introspectOAuth2Token({ token, scope: "openid admin" });
      expect(data).toEqual({ active: false });
    });

    test("answers inactive for what is no token of this project", async () => {
      const foreign = await RelyingParty.register(await neighbourOf(tenant));
      const { access_token: elsewhere } = await foreign.tokens();
      for (const token of ["nonsense", "gry_at_", tenant.grantry.token, elsewhere, "ä"]) {
        expect((await ory.introspectOAuth2Token({ token })).data).toEqual({ active: false });
      }
    });

    test("refuses a body without a token with 400", async () => {
      const refusal = await refusalOf(ory.introspectOAuth2Token({ token: "" }));
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    });
  });

  describe("consent sessions (ory-hydra §1.7)", () => {
    test("are listed by subject, newest first, without secrets", async () => {
      const subject = someone();
      await client.tokens({ scope: "openid" }, { subject });
      await client.tokens({}, { subject, consent: { session: { access_token: { a: 1 } } } });
      const { data } = await ory.listOAuth2ConsentSessions({ subject });
      expect(data).toHaveLength(2);
      expect(data[0]).toMatchObject({
        grant_scope: ["openid", "offline_access"],
        session: { access_token: { a: 1 }, id_token: {} },
        remember: false,
        consent_request: { subject, client: { client_id: client.id } },
      });
      expect(data[1]).toMatchObject({ grant_scope: ["openid"] });
      expect(JSON.stringify(data)).not.toContain(client.secret);
    });

    test("of a subject nobody knows are an empty array", async () => {
      const { status, data } = await ory.listOAuth2ConsentSessions({ subject: someone() });
      expect({ status, data }).toEqual({ status: 200, data: [] });
    });

    test("are in pages with a Link header", async () => {
      const subject = someone();
      for (let count = 0; count < 3; count += 1) await client.tokens({}, { subject });
      const first = await ory.listOAuth2ConsentSessions({ subject, pageSize: 2 });
      expect(first.data).toHaveLength(2);
      const link = String(first.headers["link"]);
      const pageToken = /page_token=([^&>]+)[^>]*>; rel="next"/.exec(link)?.[1] ?? "";
      const second = await ory.listOAuth2ConsentSessions({ subject, pageSize: 2, pageToken });
      expect(second.data).toHaveLength(1);
      expect(String(second.headers["link"])).not.toContain('rel="next"');
    });

    test("revoked for a client end its tokens and no others", async () => {
      const subject = someone();
      const other = await RelyingParty.register(tenant);
      const [mine, kept] = [
        await client.tokens({}, { subject }),
        await other.tokens({}, { subject }),
      ];
      const somebodyElse = await client.tokens();
      const { status } = await ory.revokeOAuth2ConsentSessions({ subject, client: client.id });
      expect(status).toBe(204);
      expect(await client.isAlive(mine.access_token)).toBe(false);
      expect(await client.isAlive(mine.refresh_token)).toBe(false);
      expect(await client.isAlive(kept.access_token)).toBe(true);
      expect(await client.isAlive(somebodyElse.access_token)).toBe(true);
    });

    test("revoked for a subject end all its tokens", async () => {
      const subject = someone();
      const tokens = await client.tokens({}, { subject });
      await ory.revokeOAuth2ConsentSessions({ subject, all: true });
      expect(await client.isAlive(tokens.refresh_token)).toBe(false);
      expect((await ory.listOAuth2ConsentSessions({ subject })).data).toEqual([]);
    });

    test("revoked by id end one grant", async () => {
      const subject = someone();
      const [one, kept] = [
        await client.tokens({}, { subject }),
        await client.tokens({}, { subject }),
      ];
      const { data } = await ory.listOAuth2ConsentSessions({ subject });
      await ory.revokeOAuth2ConsentSessions({
        consentRequestId: data.at(-1)?.consent_request_id ?? "",
      });
      const alive = [
        await client.isAlive(one.access_token),
        await client.isAlive(kept.access_token),
      ];
      expect(alive).toEqual(expect.arrayContaining([false, true]));
    });

    test.each([
      ["nothing", {}],
      ["a subject alone", { subject: "a" }],
      ["a client alone", { client: "a" }],
      ["all of nobody", { all: true }],
      ["a subject, a client and all", { subject: "a", client: "b", all: true }],
      ["an id and a subject", { consentRequestId: "a", subject: "b" }],
    ])("are not revoked for %s", async (_, query) => {
      const refusal = await refusalOf(ory.revokeOAuth2ConsentSessions(query));
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    });
  });

  describe("the admin API", () => {
    const calls = (api: OAuth2Api) => [
      () => api.listOAuth2Clients(),
      () => api.createOAuth2Client({ oAuth2Client: {} }),
      () => api.introspectOAuth2Token({ token: "x" }),
      () => api.getOAuth2LoginRequest({ loginChallenge: "x" }),
      () => api.listOAuth2ConsentSessions({ subject: "x" }),
      () => api.revokeOAuth2ConsentSessions({ subject: "x", all: true }),
    ];

    test("is closed without a personal access token, and to every other credential", async () => {
      const { access_token: token } = await client.tokens();
      for (const credential of ["", "nonsense", token, `${tenant.grantry.token}x`, "gry_svc_a.b"]) {
        for (const call of calls(oryClient(tenant, credential))) {
          const refusal = await refusalOf(call());
          expect([credential, refusal.status]).toEqual([credential, 401]);
          expect(refusal.headers.get("www-authenticate")).toMatch(/^Bearer/);
          expect(refusal.body).toMatchObject({ error: "request_unauthorized" });
        }
      }
    });

    test("takes no token from the query or as Basic", async () => {
      const url = `${tenant.issuer}/admin/clients`;
      const { token, fetch } = tenant.grantry;
      const basic = `Basic ${Buffer.from(`${token}:`).toString("base64")}`;
      expect((await fetch(`${url}?access_token=${token}`)).status).toBe(401);
      expect((await fetch(url, { headers: { authorization: basic } })).status).toBe(401);
    });
  });
});
