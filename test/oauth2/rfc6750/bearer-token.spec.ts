import { localFetch } from "../../support/local-fetch.js";
import { type Answer, answerOf, expectRefusal } from "../answer.js";
import { RelyingParty, type Tokens } from "../relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let foreign: RelyingParty;
  let tokens: Tokens;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
    foreign = await RelyingParty.register(await neighbourOf(tenant));
    tokens = await client.tokens();
  });

  const form = "application/x-www-form-urlencoded";

  async function userinfo(init: RequestInit, query = ""): Promise<Answer> {
    return await answerOf(localFetch(`${tenant.issuer}/userinfo${query}`, init));
  }

  function withHeader(authorization: string): Promise<Answer> {
    return userinfo({ headers: { authorization } });
  }

  describe("an access token (RFC 6750 §2)", () => {
    test("is taken in the Authorization header, the scheme in any case (§2.1)", async () => {
      for (const scheme of ["Bearer", "bearer", "BEARER"]) {
        expect((await withHeader(`${scheme} ${tokens.access_token}`)).status).toBe(200);
      }
    });

    test("is taken in a posted form (§2.2)", async () => {
      const body = new URLSearchParams({ access_token: tokens.access_token }).toString();
      const answer = await userinfo({ method: "POST", body, headers: { "content-type": form } });
      expect(answer.status).toBe(200);
    });

    test("is never taken from the query (RFC 9700 §4.3.2)", async () => {
      const answer = await userinfo({}, `?access_token=${tokens.access_token}`);
      expect(answer.status).toBe(401);
    });

    test("sent in more than one way is invalid_request (§2, §3.1)", async () => {
      const answer = await userinfo({
        method: "POST",
        body: new URLSearchParams({ access_token: tokens.access_token }).toString(),
        headers: { "content-type": form, authorization: `Bearer ${tokens.access_token}` },
      });
      expectRefusal(answer, 400, "invalid_request");
    });

    test("repeated in a form is invalid_request (§3.1)", async () => {
      const one = new URLSearchParams({ access_token: tokens.access_token }).toString();
      const body = `${one}&${one}`;
      const answer = await userinfo({ method: "POST", body, headers: { "content-type": form } });
      expectRefusal(answer, 400, "invalid_request");
    });

    test("makes an answer that is not to be stored (§5.3)", async () => {
      const answer = await withHeader(`Bearer ${tokens.access_token}`);
      expect(answer.headers.get("cache-control")).toContain("no-store");
    });
  });

  describe("a refusal (RFC 6750 §3)", () => {
    test("without any credentials is a bare challenge, without an error code (§3.1)", async () => {
      const answer = await userinfo({});
      expect(answer.status).toBe(401);
      const challenge = answer.headers.get("www-authenticate");
      expect(challenge).toMatch(/^Bearer\b/);
      expect(challenge).not.toContain("error=");
    });

    test.each([
      ["nonsense", "nonsense"],
      ["only a prefix", "gry_at_"],
      ["10,000 characters", `gry_at_${"A".repeat(10_000)}`],
      ["a JWT that nobody signed", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."],
      ["a JWT of three dots", "eyJ.eyJ.eyJ"],
      ["two tokens", "gry_at_a,gry_at_b"],
    ])("of %s is 401 invalid_token with a challenge (§3.1)", async (_, token) => {
      const answer = await withHeader(`Bearer ${token}`);
      expectRefusal(answer, 401, "invalid_token");
      expect(answer.headers.get("www-authenticate")).toMatch(
        /^Bearer [^]*error="invalid_token"[^]*error_description="[^"\\]+"/,
      );
    });

    test.each([
      ["a refresh token", () => tokens.refresh_token],
      ["an ID token", () => tokens.id_token],
      ["a changed token", () => `${tokens.access_token.slice(0, -2)}AA`],
    ])("of %s is 401 invalid_token", async (_, token) => {
      expectRefusal(await withHeader(`Bearer ${token()}`), 401, "invalid_token");
    });

    test("of another project's token is 401 invalid_token", async () => {
      const { access_token: token } = await foreign.tokens();
      expectRefusal(await withHeader(`Bearer ${token}`), 401, "invalid_token");
      expect(await foreign.isAlive(token)).toBe(true);
    });

    test("of a token without openid is 403 insufficient_scope with a challenge (§3.1)", async () => {
      const { access_token: token } = await client.tokens({ scope: "offline_access" });
      const answer = await withHeader(`Bearer ${token}`);
      expectRefusal(answer, 403, "insufficient_scope");
      expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    });

    test("of a token of the client itself is 403 insufficient_scope", async () => {
      const answer = await client.token({ grant_type: "client_credentials", scope: "openid" });
      const token = String(answer.body["access_token"]);
      expectRefusal(await withHeader(`Bearer ${token}`), 403, "insufficient_scope");
    });

    test("of a revoked token is 401 invalid_token", async () => {
      const { access_token: token } = await client.tokens();
      await client.post("/oauth2/revoke", { token });
      expectRefusal(await withHeader(`Bearer ${token}`), 401, "invalid_token");
    });

    test.each(["Basic abc", "Unheard abc", "Bearer", "Bearer  "])(
      "of the header %j is 401 with a Bearer challenge",
      async (authorization) => {
        const answer = await withHeader(authorization);
        expect(answer.status).toBe(401);
        expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer\b/);
      },
    );

    test("of a body that is broken JSON or oversized is a refusal, never a fault", async () => {
      const json = { method: "POST", body: "{", headers: { "content-type": "application/json" } };
      expect((await userinfo(json)).status).toBeGreaterThanOrEqual(400);
      expect((await userinfo(json)).status).toBeLessThan(500);
      const body = `access_token=${"x".repeat(70_000)}`;
      const large = await userinfo({ method: "POST", body, headers: { "content-type": form } });
      expectRefusal(large, 413, "invalid_request");
    });
  });
});
