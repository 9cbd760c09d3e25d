import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../answer.js";
import { RelyingParty, type Fields, postForm } from "../relying-party.js";
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

  const revoke = (fields: Fields, by = client): Promise<Answer> =>
    by.post("/oauth2/revoke", fields);

  function expectRevoked(answer: Answer): void {
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: "" });
  }

  describe("revocation (RFC 7009 §2)", () => {
    test("of an access token ends its grant: the refresh token, too (§2.1)", async () => {
      const tokens = await client.tokens();
      expectRevoked(await revoke({ token: tokens.access_token }));
      expect(await client.isAlive(tokens.access_token)).toBe(false);
      expect(await client.isAlive(tokens.refresh_token)).toBe(false);
      expectRefusal(await client.refresh(tokens.refresh_token), 400, "invalid_grant");
    });

    test("of a refresh token ends its grant: the access token, too (§2.1)", async () => {
      const tokens = await client.tokens();
      expectRevoked(
        await revoke({ token: tokens.refresh_token, token_type_hint: "refresh_token" }),
      );
      expect(await client.isAlive(tokens.access_token)).toBe(false);
      expectRefusal(await client.refresh(tokens.refresh_token), 400, "invalid_grant");
    });

    test("of a refresh token that was rotated away ends the whole family", async () => {
      const first = await client.tokens();
      const second = (await client.refresh(first.refresh_token)).body;
      expectRevoked(await revoke({ token: first.refresh_token }));
      expect(await client.isAlive(String(second["access_token"]))).toBe(false);
      expectRefusal(await client.refresh(String(second["refresh_token"])), 400, "invalid_grant");
    });

    test("of a client's own token ends that token and no other", async () => {
      const [one, kept] = [await own(), await own()];
      expectRevoked(await revoke({ token: one }));
      expect(await client.isAlive(one)).toBe(false);
      expect(await client.isAlive(kept)).toBe(true);
    });

    test("leaves other grants of the same user and client alone", async () => {
      const subject = { subject: "the same user" };
      const [one, kept] = [await client.tokens({}, subject), await client.tokens({}, subject)];
      await revoke({ token: one.refresh_token });
      expect(await client.isAlive(kept.access_token)).toBe(true);
    });

    test("twice is as good as once (§2.2)", async () => {
      const { access_token: token } = await client.tokens();
      expectRevoked(await revoke({ token }));
      expectRevoked(await revoke({ token }));
    });

    test.each([
      ["nonsense", "nonsense"],
      ["10,000 characters", "A".repeat(10_000)],
      ["a JWT that nobody signed", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."],
      ["letters beyond ASCII", "ä😀"],
    ])("of %s answers 200: there is nothing to revoke (§2.2)", async (_, token) => {
      expectRevoked(await revoke({ token }));
    });

    test("with a wrong or unknown token_type_hint finds the token all the same (§2.1)", async () => {
      for (const hint of ["refresh_token", "unheard_of"]) {
        const { access_token: token } = await client.tokens();
        expectRevoked(await revoke({ token, token_type_hint: hint }));
        expect(await client.isAlive(token)).toBe(false);
      }
    });

    test("by a client without credentials works for its own tokens (§2.1)", async () => {
      const app = await RelyingParty.registerPublic(tenant);
      const tokens = await app.tokens();
      expectRevoked(await revoke({ token: tokens.refresh_token }, app));
      expect(await app.isAlive(tokens.access_token)).toBe(false);
    });

    test("of another client's token answers 200 and changes nothing (contract §6)", async () => {
      const tokens = await client.tokens();
      for (const token of [tokens.access_token, tokens.refresh_token, await own()]) {
        expectRevoked(await revoke({ token }, other));
        expect(await client.isAlive(token)).toBe(true);
      }
    });

    test("of another project's token changes nothing", async () => {
      const tokens = await foreign.tokens();
      expectRevoked(await revoke({ token: tokens.access_token }));
      expectRevoked(await revoke({ token: tokens.refresh_token }));
      expect(await foreign.isAlive(tokens.access_token)).toBe(true);
      expect(await foreign.isAlive(tokens.refresh_token)).toBe(true);
    });
  });

  describe("a refused revocation (RFC 7009 §2.2.1)", () => {
    test("changes nothing when the client is not authenticated", async () => {
      const { access_token: token } = await client.tokens();
      const answer = await client.post(
        "/oauth2/revoke",
        { token },
        { authorization: foreign.basic },
      );
      expectRefusal(answer, 401, "invalid_client");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
      const bare = await postForm(`${tenant.issuer}/oauth2/revoke`, { token });
      expectRefusal(bare, 401, "invalid_client");
      expect(await client.isAlive(token)).toBe(true);
    });

    test.each([
      ["no token", {}],
      ["an empty token", { token: "" }],
      ["two tokens", { token: ["a", "b"] }],
      ["a NUL", { token: "a\0" }],
    ] as const)("of %s is invalid_request", async (_, fields) => {
      expectRefusal(await revoke(fields), 400, "invalid_request");
    });

    test("is what every other method and body gets", async () => {
      const url = `${tenant.issuer}/oauth2/revoke`;
      const headers = { authorization: client.basic };
      for (const method of ["GET", "PUT", "DELETE"]) {
        expectRefusal(await answerOf(localFetch(url, { method, headers })), 405, "invalid_request");
      }
      const json = await answerOf(
        localFetch(url, {
          method: "POST",
          body: '{"token":"a"}',
          headers: { ...headers, "content-type": "application/json" },
        }),
      );
      expectRefusal(json, 400, "invalid_request");
      expectRefusal(await revoke({ token: "x".repeat(70_000) }), 413, "invalid_request");
    });
  });

  async function own(): Promise<string> {
    const answer = await client.token({ grant_type: "client_credentials" });
    return String(answer.body["access_token"]);
  }
});
