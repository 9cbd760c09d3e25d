import { expectRefusal } from "../answer.js";
import { RelyingParty, tokensOf } from "../relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let other: RelyingParty;
  let foreign: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
    other = await RelyingParty.register(tenant);
    foreign = await RelyingParty.register(await neighbourOf(tenant));
  });

  const scope = "openid offline_access profile email";

  describe("refresh (RFC 6749 §6)", () => {
    test("answers a new access token, a new refresh token and an ID token", async () => {
      const first = await client.tokens({ scope });
      const answer = await client.refresh(first.refresh_token);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^gry_at_/),
        refresh_token: expect.stringMatching(/^gry_rt_/),
        id_token: expect.stringMatching(/^eyJ/),
        token_type: "bearer",
        expires_in: 3600,
        scope,
      });
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.body["access_token"]).not.toBe(first.access_token);
      expect(answer.body["refresh_token"]).not.toBe(first.refresh_token);
    });

    test("may narrow the scope of the access token, not of the grant", async () => {
      const { refresh_token: token } = await client.tokens({ scope });
      const narrow = tokensOf(await client.refresh(token, { scope: "email openid" }));
      expect(narrow.scope.split(" ").toSorted()).toEqual(["email", "openid"]);
      expect(await client.introspect(narrow.access_token)).toMatchObject({ scope: narrow.scope });
      const wide = tokensOf(await client.refresh(narrow.refresh_token));
      expect(wide.scope).toBe(scope);
    });

    test("never widens the scope, and the refused token stays good", async () => {
      const { refresh_token: token } = await client.tokens({}, { grantScope: ["offline_access"] });
      for (const wider of ["openid", "offline_access openid", "admin", "ä"]) {
        expectRefusal(await client.refresh(token, { scope: wider }), 400, "invalid_scope");
      }
      expect((await client.refresh(token)).status).toBe(200);
    });

    test("gives no ID token without openid (OpenID Connect Core §12.2)", async () => {
      const { refresh_token: token } = await client.tokens({ scope: "offline_access" });
      expect(tokensOf(await client.refresh(token))).not.toHaveProperty("id_token");
    });

    test("refuses the token of another client, which stays good for its own", async () => {
      const { refresh_token: token } = await client.tokens();
      expectRefusal(await other.refresh(token), 400, "invalid_grant");
      expect((await client.refresh(token)).status).toBe(200);
    });

    test("refuses the token of another project", async () => {
      const { refresh_token: token } = await foreign.tokens();
      expectRefusal(await client.refresh(token), 400, "invalid_grant");
      expect((await foreign.refresh(token)).status).toBe(200);
    });

    test.each([
      ["no token", undefined, "invalid_request"],
      ["an empty token", "", "invalid_request"],
      ["nonsense", "nonsense", "invalid_grant"],
      ["only a prefix", "gry_rt_", "invalid_grant"],
      ["10,000 characters", `gry_rt_${"A".repeat(10_000)}`, "invalid_grant"],
      ["a NUL", "gry_rt_\0", "invalid_request"],
      ["letters beyond ASCII", "gry_rt_ä😀", "invalid_grant"],
    ] as const)("refuses %s (§5.2)", async (_, token, error) => {
      const fields = { grant_type: "refresh_token", refresh_token: token };
      expectRefusal(await client.token(fields), 400, error);
    });

    test("refuses an access token, an ID token and a changed token in its place", async () => {
      const tokens = await client.tokens();
      const good = tokens.refresh_token;
      const changed = `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`;
      for (const wrong of [tokens.access_token, tokens.id_token, changed, `${good}A`]) {
        expectRefusal(await client.refresh(wrong), 400, "invalid_grant");
      }
      expect((await client.refresh(good)).status).toBe(200);
    });

    test("needs client authentication (§6), and a refused one leaves the token good", async () => {
      const { refresh_token: token } = await client.tokens();
      const headers = { authorization: "Basic bm9ib2R5Ong=" };
      const fields = { grant_type: "refresh_token", refresh_token: token };
      expectRefusal(await client.post("/oauth2/token", fields, headers), 401, "invalid_client");
      expect((await client.refresh(token)).status).toBe(200);
    });

    test("works for a client without credentials, bound to its client_id (§10.4)", async () => {
      const app = await RelyingParty.registerPublic(tenant);
      const another = await RelyingParty.registerPublic(tenant);
      const { refresh_token: token } = await app.tokens();
      expectRefusal(await another.refresh(token), 400, "invalid_grant");
      expect((await app.refresh(token)).status).toBe(200);
    });
  });

  describe("fifty parallel refreshes of one token (RFC 9700 §4.14.2)", () => {
    test("get the same successor, which works", async () => {
      const { refresh_token: token } = await client.tokens();
      const answers = await Promise.all(Array.from({ length: 50 }, () => client.refresh(token)));
      const successors = new Set(answers.map((answer) => tokensOf(answer).refresh_token));
      expect(successors.size).toBe(1);
      const [successor = ""] = successors;
      expect(successor).not.toBe(token);
      for (const { body } of answers.slice(0, 5)) {
        expect(await client.isAlive(String(body["access_token"]))).toBe(true);
      }
      expect((await client.refresh(successor)).status).toBe(200);
    });
  });

  describe("a client that changed since", () => {
    test("is refused what it is not registered for any more", async () => {
      const app = await RelyingParty.register(tenant);
      const { refresh_token: token } = await app.tokens({ scope });
      await change(app, [{ op: "replace", path: "/scope", value: "openid offline_access" }]);
      expectRefusal(await app.refresh(token), 400, "invalid_scope");
      await change(app, [{ op: "replace", path: "/grant_types", value: ["authorization_code"] }]);
      expectRefusal(await app.refresh(token), 400, "unauthorized_client");
    });

    test("is refused everything once it was deleted, and its tokens are dead", async () => {
      const app = await RelyingParty.register(tenant);
      const tokens = await app.tokens({ scope });
      const code = await app.code();
      const url = `${tenant.issuer}/admin/clients/${app.id}`;
      expect((await tenant.grantry.admin.call("DELETE", url)).status).toBe(204);
      expectRefusal(await app.refresh(tokens.refresh_token), 401, "invalid_client");
      expectRefusal(await app.redeem(code), 401, "invalid_client");
      expect(await app.isAlive(tokens.access_token)).toBe(false);
      expect(await app.isAlive(tokens.refresh_token)).toBe(false);
    });
  });

  async function change(app: RelyingParty, patch: unknown): Promise<void> {
    const url = `${tenant.issuer}/admin/clients/${app.id}`;
    const answer = await tenant.grantry.admin.call("PATCH", url, patch);
    expect(answer.status).toBe(200);
  }
});
