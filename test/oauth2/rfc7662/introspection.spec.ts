import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../answer.js";
import { RelyingParty, type Fields, type Tokens, postForm } from "../relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

const AUDIENCE = "https://api.example.com";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let api: RelyingParty;
  let stranger: RelyingParty;
  let foreign: RelyingParty;
  let tokens: Tokens;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, { audience: [AUDIENCE] });
    api = await RelyingParty.register(tenant, { audience: [AUDIENCE] });
    stranger = await RelyingParty.register(tenant);
    foreign = await RelyingParty.register(await neighbourOf(tenant));
    tokens = await client.tokens({}, { subject: "somebody" });
  });

  const introspect = (fields: Fields, by = client): Promise<Answer> =>
    by.post("/oauth2/introspect", fields);

  function expectInactive(answer: Answer): void {
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { active: false },
    });
  }

  describe("introspection by the client (RFC 7662 §2)", () => {
    test("tells what an access token carries (§2.2)", async () => {
      const { body, headers } = await introspect({ token: tokens.access_token });
      const now = Date.now() / 1000;
      expect(body).toMatchObject({
        active: true,
        client_id: client.id,
        sub: "somebody",
        scope: "openid offline_access",
        iss: tenant.issuer,
        aud: [],
        token_type: "Bearer",
        token_use: "access_token",
      });
      expect(Number(body["exp"])).toBeGreaterThan(now);
      expect(Number(body["iat"])).toBeLessThanOrEqual(now);
      expect(Number(body["exp"]) - Number(body["iat"])).toBe(tokens.expires_in);
      expect(headers.get("cache-control")).toContain("no-store");
      expect(headers.get("content-type")).toMatch(/^application\/json/);
    });

    test("tells what a refresh token carries (§2.2)", async () => {
      const { body } = await introspect({ token: tokens.refresh_token });
      expect(body).toMatchObject({ active: true, token_use: "refresh_token", sub: "somebody" });
    });

    test("takes any token_type_hint (§2.1)", async () => {
      for (const token_type_hint of ["access_token", "refresh_token", "unheard_of"]) {
        const { body } = await introspect({ token: tokens.access_token, token_type_hint });
        expect(body["active"]).toBe(true);
      }
    });

    test.each([
      ["nonsense", "nonsense"],
      ["10,000 characters", "A".repeat(10_000)],
      ["a JWT that nobody signed", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."],
      ["letters beyond ASCII", "ä😀"],
    ])("answers inactive and nothing more for %s (§2.2)", async (_, token) => {
      expectInactive(await introspect({ token }));
    });

    test("answers inactive for a changed token, an ID token and a code", async () => {
      const code = await client.code();
      const { access_token: whole } = tokens;
      const changed = `${whole.slice(0, -8)}${whole.at(-8) === "A" ? "B" : "A"}${whole.slice(-7)}`;
      for (const token of [changed, tokens.id_token, code]) {
        expectInactive(await introspect({ token }));
      }
    });

    test("answers inactive for a revoked token", async () => {
      const mine = await client.tokens();
      await client.post("/oauth2/revoke", { token: mine.access_token });
      expectInactive(await introspect({ token: mine.access_token }));
      expectInactive(await introspect({ token: mine.refresh_token }));
    });

    test("answers inactive for tokens of other clients (§4; contract §6)", async () => {
      expectInactive(await introspect({ token: tokens.access_token }, stranger));
      expectInactive(await introspect({ token: tokens.refresh_token }, stranger));
    });

    test("answers whoever is the audience of a token (§4; contract §6)", async () => {
      const audience = { audience: AUDIENCE };
      const { access_token: token } = await client.tokens(audience);
      const { body } = await introspect({ token }, api);
      expect(body).toMatchObject({ active: true, aud: [AUDIENCE], client_id: client.id });
      expectInactive(await introspect({ token }, stranger));
    });

    test("answers inactive for tokens of another project", async () => {
      const { access_token: token } = await foreign.tokens();
      expectInactive(await introspect({ token }));
      expect(await foreign.isAlive(token)).toBe(true);
    });
  });

  describe("a refused introspection (RFC 7662 §2.3)", () => {
    test("needs a client with credentials: tokens must not be scanned (§2.1)", async () => {
      const app = await RelyingParty.registerPublic(tenant);
      const token = tokens.access_token;
      expectRefusal(await introspect({ token }, app), 401, "invalid_client");
      const bare = await postForm(`${tenant.issuer}/oauth2/introspect`, { token });
      expectRefusal(bare, 401, "invalid_client");
    });

    test("answers wrong credentials with 401 and a challenge (§2.3)", async () => {
      const fields = { token: tokens.access_token };
      const headers = { authorization: foreign.basic };
      const answer = await client.post("/oauth2/introspect", fields, headers);
      expectRefusal(answer, 401, "invalid_client");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    });

    test.each([
      ["no token", {}],
      ["an empty token", { token: "" }],
      ["two tokens", { token: ["a", "b"] }],
      ["a NUL", { token: "a\0" }],
    ] as const)("of %s is invalid_request", async (_, fields) => {
      expectRefusal(await introspect(fields), 400, "invalid_request");
    });

    test("by GET is refused: a token does not belong in an address (§2.1)", async () => {
      const url = `${tenant.issuer}/oauth2/introspect?token=${tokens.access_token}`;
      const headers = { authorization: client.basic };
      expectRefusal(await answerOf(localFetch(url, { headers })), 405, "invalid_request");
    });
  });
});
