import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal } from "../answer.js";
import { RelyingParty, type Fields, encode, postForm } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let url: string;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
    url = `${tenant.issuer}/oauth2/token`;
  });

  const asked: Fields = { grant_type: "client_credentials" };

  describe("token request (RFC 6749 §3.2)", () => {
    test.each(["GET", "PUT", "PATCH", "DELETE"])(
      "is refused by %s, which names POST",
      async (method) => {
        const query = encode({ ...asked, client_id: client.id, client_secret: client.secret });
        const answer = await answerOf(
          localFetch(`${url}?${query.toString()}`, {
            method,
            headers: { authorization: client.basic },
          }),
        );
        expectRefusal(answer, 405, "invalid_request");
        expect(answer.headers.get("allow")).toBe("POST");
      },
    );

    test("is not read from the query, where it would be logged (§2.3.1)", async () => {
      const query = encode({ ...asked, client_id: client.id, client_secret: client.secret });
      const answer = await postForm(`${url}?${query.toString()}`, {});
      expectRefusal(answer, 400, "invalid_request");
    });

    test.each([
      ["JSON", "application/json", '{"grant_type":"client_credentials"}'],
      ["text", "text/plain", "grant_type=client_credentials"],
      ["a multipart form", "multipart/form-data; boundary=x", "--x--"],
      ["an unknown type", "application/x-unheard-of", "grant_type=client_credentials"],
      ["a malformed type", ";;;", "grant_type=client_credentials"],
      ["broken JSON", "application/json", "{"],
    ])("is refused as %s (§4.4.2)", async (_, type, body) => {
      const answer = await send(body, { "content-type": type });
      expectRefusal(answer, type === ";;;" ? 415 : 400, "invalid_request");
    });

    test("is taken as a multipart form, too (ory-hydra §1.3.2)", async () => {
      const form = new FormData();
      form.append("grant_type", "client_credentials");
      const headers = { authorization: client.basic };
      const taken = await answerOf(localFetch(url, { method: "POST", headers, body: form }));
      expect(taken.status).toBe(200);
      form.append("grant_type", "client_credentials");
      const twice = await answerOf(localFetch(url, { method: "POST", headers, body: form }));
      expectRefusal(twice, 400, "invalid_request");
    });

    test("is refused without a body (§5.2)", async () => {
      const headers = { authorization: client.basic };
      const bare = await answerOf(localFetch(url, { method: "POST", headers }));
      expectRefusal(bare, 400, "invalid_request");
      expectRefusal(await client.token({}), 400, "invalid_request");
    });

    test("is taken with a charset beside its content type", async () => {
      const type = "application/x-www-form-urlencoded; charset=UTF-8";
      expect((await send("grant_type=client_credentials", { "content-type": type })).status).toBe(
        200,
      );
    });

    test.each(["grant_type", "scope", "client_id", "unheard_of"])(
      "is refused when %s is repeated (§3.2)",
      async (name) => {
        const value = { grant_type: "client_credentials", client_id: client.id }[name] ?? "openid";
        const answer = await client.token({ ...asked, [name]: [value, value] });
        expectRefusal(answer, 400, "invalid_request");
      },
    );

    test.each(["grant_type", "scope", "unheard_of"])(
      "is refused when %s contains NUL",
      async (name) => {
        expectRefusal(await client.token({ ...asked, [name]: "a\0" }), 400, "invalid_request");
      },
    );

    test("is refused when the name of a parameter contains NUL", async () => {
      expectRefusal(await client.token({ ...asked, "a\0": "b" }), 400, "invalid_request");
    });

    test("ignores unknown and empty parameters (§3.2)", async () => {
      const answer = await client.token({ ...asked, unheard_of: "x", scope: "", "a[b]": "c" });
      expect(answer.status).toBe(200);
      expect(answer.body["scope"]).toBe("");
    });

    test("is refused with more than a hundred parameters", async () => {
      const many = Object.fromEntries(
        Array.from({ length: 101 }, (_, index) => [`p${index}`, "1"]),
      );
      expectRefusal(await client.token({ ...asked, ...many }), 400, "invalid_request");
    });

    test("is refused when it is larger than any honest one", async () => {
      const answer = await client.token({ ...asked, padding: "x".repeat(70_000) });
      expectRefusal(answer, 413, "invalid_request");
    });

    test.each(["%", "grant_type=%zz", "=&=&&", "grant_type[]=client_credentials", "\0\0\0"])(
      "is refused when its body is %j, never with a fault",
      async (body) => {
        const type = "application/x-www-form-urlencoded";
        const answer = await send(body, { "content-type": type });
        expect(answer.status).toBe(400);
        expect(answer.body["error"]).toMatch(/^(invalid_request|unsupported_grant_type)$/);
      },
    );
  });

  describe("grant_type (RFC 6749 §5.2)", () => {
    test("is required", async () => {
      expectRefusal(await client.token({ scope: "openid" }), 400, "invalid_request");
      expectRefusal(await client.token({ grant_type: "" }), 400, "invalid_request");
    });

    test.each(["password", "implicit", "CLIENT_CREDENTIALS", "urn:unheard:of", "x".repeat(5000)])(
      "is refused as unsupported_grant_type: %#",
      async (grant_type) => {
        expectRefusal(await client.token({ grant_type }), 400, "unsupported_grant_type");
      },
    );

    test("is refused as unauthorized_client when the client is not registered for it", async () => {
      const machine = await RelyingParty.register(tenant, { grant_types: ["client_credentials"] });
      const web = await RelyingParty.register(tenant, { grant_types: ["authorization_code"] });
      const code = { grant_type: "authorization_code", code: "x" };
      const refresh = { grant_type: "refresh_token", refresh_token: "x" };
      expectRefusal(await machine.token(code), 400, "unauthorized_client");
      expectRefusal(await web.token(refresh), 400, "unauthorized_client");
      expectRefusal(await web.token(asked), 400, "unauthorized_client");
    });
  });

  async function send(body: string, headers: Record<string, string>) {
    return await answerOf(
      localFetch(url, {
        method: "POST",
        body,
        headers: { authorization: client.basic, ...headers },
      }),
    );
  }
});
