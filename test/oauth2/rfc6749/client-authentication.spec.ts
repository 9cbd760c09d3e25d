import { answerOf, expectRefusal } from "../answer.js";
import { localFetch } from "../../support/local-fetch.js";
import { RelyingParty, basic, pkce, postForm } from "../relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let withBasic: RelyingParty;
  let withPost: RelyingParty;
  let withNone: RelyingParty;
  let foreign: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    withBasic = await RelyingParty.register(tenant);
    withPost = await RelyingParty.register(tenant, {
      token_endpoint_auth_method: "client_secret_post",
    });
    withNone = await RelyingParty.registerPublic(tenant);
    foreign = await RelyingParty.register(await neighbourOf(tenant));
  });

  const asked = { grant_type: "client_credentials" };
  const ask = (fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    postForm(`${tenant.issuer}/oauth2/token`, { ...asked, ...fields }, headers);
  const askWith = (authorization: string) => ask({}, { authorization });

  describe("client_secret_basic (RFC 6749 §2.3.1)", () => {
    test("takes the id and secret, form-urlencoded", async () => {
      expect((await askWith(withBasic.basic)).status).toBe(200);
    });

    test("takes a scheme in any case and more spaces (RFC 9110 §11.1)", async () => {
      const pair = withBasic.basic.slice("Basic ".length);
      expect((await askWith(`bAsIc   ${pair}`)).status).toBe(200);
    });

    test("takes ids and secrets with every character", async () => {
      const client_id = `a:b/c~d.e-${Date.now()}`;
      const client_secret = "p+ä %:&=/?€😀\"\\'";
      const odd = await RelyingParty.register(tenant, { client_id, client_secret });
      expect(odd.client.client_id).toBe(client_id);
      expect((await askWith(odd.basic)).status).toBe(200);
    });

    test("refuses with 401 and a Basic challenge (§5.2)", async () => {
      const answer = await askWith(basic(withBasic.id, "wrong"));
      expectRefusal(answer, 401, "invalid_client");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic realm="[^"]+"/);
    });

    test("answers an unknown client and a wrong secret alike", async () => {
      const unknown = await askWith(basic("nobody", "wrong"));
      const wrong = await askWith(basic(withBasic.id, "wrong"));
      expect(unknown.body["error_description"]).toBe(wrong.body["error_description"]);
      expectRefusal(unknown, 401, "invalid_client");
    });

    test.each([
      ["no credentials", "Basic"],
      ["no base64", "Basic !!!!"],
      ["no colon", `Basic ${Buffer.from("abc").toString("base64")}`],
      ["an empty id", `Basic ${Buffer.from(":secret").toString("base64")}`],
      ["an empty secret", "EMPTY"],
      ["a broken percent escape", `Basic ${Buffer.from("a%zz:b").toString("base64")}`],
      ["a NUL in the id", `Basic ${Buffer.from("a%00:b").toString("base64")}`],
      ["a NUL in the secret", `Basic ${Buffer.from("a:b%00").toString("base64")}`],
      ["another scheme", "Bearer abc"],
      ["an unknown scheme", "Unheard abc"],
      ["8,000 characters", `Basic ${"A".repeat(8000)}`],
    ])("refuses %s (§5.2)", async (_, header) => {
      const authorization = header === "EMPTY" ? basic(withBasic.id, "") : header;
      const answer = await askWith(authorization);
      expectRefusal(answer, 401, "invalid_client");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    });
  });

  describe("client_secret_post (RFC 6749 §2.3.1)", () => {
    test("takes id and secret in the body", async () => {
      const fields = { client_id: withPost.id, client_secret: withPost.secret };
      expect((await ask(fields)).status).toBe(200);
    });

    test.each(["wrong", "x".repeat(9000), "ä😀"])(
      "refuses a wrong secret: %#",
      async (client_secret) => {
        const answer = await ask({ client_id: withPost.id, client_secret });
        expectRefusal(answer, 401, "invalid_client");
      },
    );

    test("refuses an unknown client", async () => {
      expectRefusal(await ask({ client_id: "nobody", client_secret: "x" }), 401, "invalid_client");
    });
  });

  describe("none (RFC 7591 §2)", () => {
    test("identifies a client by client_id alone", async () => {
      expect(await withNone.tokens()).toHaveProperty("access_token");
    });

    test("refuses a secret or a header from a client that has none", async () => {
      const fields = { client_id: withNone.id, client_secret: "anything" };
      expectRefusal(await ask(fields), 401, "invalid_client");
      expectRefusal(await askWith(basic(withNone.id, "anything")), 401, "invalid_client");
      expectRefusal(await askWith(basic(withNone.id, "")), 401, "invalid_client");
    });

    test("never serves client_credentials (§4.4)", async () => {
      const machine = await RelyingParty.register(tenant, { token_endpoint_auth_method: "none" });
      const answer = await ask({ client_id: machine.id });
      expect(answer.status).toBe(400);
      expect(answer.body["error"]).toMatch(/^(invalid_grant|unauthorized_client)$/);
    });
  });

  describe("the registered method only", () => {
    test("a client of client_secret_basic is refused in the body and by id alone", async () => {
      const fields = { client_id: withBasic.id, client_secret: withBasic.secret };
      expectRefusal(await ask(fields), 401, "invalid_client");
      expectRefusal(await ask({ client_id: withBasic.id }), 401, "invalid_client");
    });

    test("a client of client_secret_post is refused in the header", async () => {
      expectRefusal(await askWith(withPost.basic), 401, "invalid_client");
    });

    test("more than one method at once is invalid_request (§2.3)", async () => {
      const secret = { client_secret: withBasic.secret };
      const both = await ask(secret, { authorization: withBasic.basic });
      expectRefusal(both, 400, "invalid_request");
    });

    test("a client_id that differs from the header is invalid_request", async () => {
      const header = { authorization: withBasic.basic };
      expectRefusal(await ask({ client_id: withPost.id }, header), 400, "invalid_request");
      expect((await ask({ client_id: withBasic.id }, header)).status).toBe(200);
    });

    test("no authentication at all is invalid_client (§5.2)", async () => {
      expectRefusal(await ask(), 401, "invalid_client");
    });
  });

  describe("one project's clients", () => {
    test("mean nothing to another project", async () => {
      expectRefusal(await askWith(foreign.basic), 401, "invalid_client");
      expect((await foreign.token(asked)).status).toBe(200);
    });

    test("may share an id with another project's, each with a secret of its own", async () => {
      const client_id = `same-${Date.now()}`;
      const here = await RelyingParty.register(tenant, { client_id });
      const there = await RelyingParty.register(foreign.tenant, { client_id });
      expect((await here.token(asked)).status).toBe(200);
      expect((await there.token(asked)).status).toBe(200);
      expectRefusal(await askWith(there.basic), 401, "invalid_client");
    });
  });

  test("a refused authentication leaves the code good (§4.1.2)", async () => {
    const { verifier, challenge } = pkce();
    const sent = { code_challenge: challenge, code_challenge_method: "S256" };
    const code = await withBasic.code(sent);
    const url = `${tenant.issuer}/oauth2/token`;
    const body = `grant_type=authorization_code&code=${code}&code_verifier=${verifier}`;
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      authorization: basic(withBasic.id, "wrong"),
    };
    const refused = await answerOf(localFetch(url, { method: "POST", body, headers }));
    expectRefusal(refused, 401, "invalid_client");
    expect((await withBasic.redeem(code, { code_verifier: verifier })).status).toBe(200);
  });
});
