import { expectRefusal } from "../answer.js";
import { RelyingParty } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, {
      grant_types: ["client_credentials"],
      scope: "openid offline read:* photos.* write",
    });
  });

  const ask = (fields: Record<string, string> = {}) =>
    client.token({ grant_type: "client_credentials", ...fields });

  describe("client credentials (RFC 6749 §4.4)", () => {
    test("answer an access token and nothing to refresh it with (§4.4.3)", async () => {
      const answer = await ask({ scope: "write" });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^gry_at_[\w-]+$/),
        token_type: "bearer",
        expires_in: 3600,
        scope: "write",
      });
      expect(answer.headers.get("cache-control")).toBe("no-store");
    });

    test("never default the scope (§3.3; contract §6)", async () => {
      const answer = await ask();
      expect(answer.body["scope"]).toBe("");
      const token = String(answer.body["access_token"]);
      expect(await client.introspect(token)).toMatchObject({ active: true, scope: "" });
    });

    test("stand for the client itself: sub is its id (RFC 9068 §2.2)", async () => {
      const { body } = await ask();
      expect(await client.introspect(String(body["access_token"]))).toMatchObject({
        sub: client.id,
        client_id: client.id,
        token_use: "access_token",
      });
    });

    test("never give a refresh token or an ID token, whatever scope is asked for (§4.4.3)", async () => {
      const answer = await ask({ scope: "openid offline" });
      expect(Object.keys(answer.body).toSorted()).toEqual([
        "access_token",
        "expires_in",
        "scope",
        "token_type",
      ]);
    });

    test.each([
      ["covered by a pattern", "photos.read"],
      ["covered by a pattern in depth", "photos.read.raw"],
      ["repeated", "write write"],
      ["with spaces around", "  write  "],
    ])("take a scope that is %s (§3.3)", async (_, scope) => {
      const answer = await ask({ scope });
      expect(answer.body["scope"]).toBe([...new Set(scope.trim().split(/ +/))].join(" "));
    });

    test.each([
      ["not registered", "admin"],
      ["one of two not registered", "write admin"],
      ["the pattern's stem only", "photos"],
      ["with an empty segment", "photos."],
      ["another letter case", "Write"],
      ["a quotation mark", '"'],
      ["a backslash", "\\"],
      ["beyond ASCII", "ä"],
      ["a line break", "write\nadmin"],
      ["longer than any honest one", "x".repeat(5000)],
    ])("refuse a scope that is %s (§5.2)", async (_, scope) => {
      expectRefusal(await ask({ scope }), 400, "invalid_scope");
    });

    test("give another token each time", async () => {
      const [one, other] = [await ask(), await ask()];
      expect(one.body["access_token"]).not.toBe(other.body["access_token"]);
    });
  });
});
