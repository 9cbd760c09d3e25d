import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectErrorPage, expectErrorRedirect, expectRefusal } from "../answer.js";
import { CALLBACK, RelyingParty, encode } from "../relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let foreign: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, {
      redirect_uris: [CALLBACK, "http://127.0.0.1/callback?a=b"],
    });
    foreign = await RelyingParty.register(await neighbourOf(tenant));
  });

  /** An error that the client is told, with the state of the request and the issuer. */
  async function expectToldClient(fields: Parameters<RelyingParty["begin"]>[0], error: string) {
    const answer = await client.begin({ state: "a state", ...fields });
    const told = expectErrorRedirect(answer, { to: CALLBACK, error, state: "a state" });
    expect(told.get("iss")).toBe(tenant.issuer);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }

  describe("shows the user a page and sends nothing to the client (RFC 6749 §4.1.2.1)", () => {
    test("when client_id is missing or empty", async () => {
      for (const client_id of [undefined, ""]) {
        expectErrorPage(await client.begin({ client_id }), 400, "invalid_request");
      }
    });

    test.each([
      ["unknown", "nobody"],
      ["beyond ASCII", "ä😀"],
      ["of 3,000 characters", "x".repeat(3000)],
      ["what would be SQL", "' or 1=1 --"],
    ])("when client_id is %s", async (_, client_id) => {
      expectErrorPage(await client.begin({ client_id }), 401, "invalid_client");
    });

    test("when client_id or redirect_uri contains NUL", async () => {
      expectErrorPage(await client.begin({ client_id: `${client.id}\0` }), 400, "invalid_request");
      const redirect_uri = `${CALLBACK}\0`;
      expectErrorPage(await client.begin({ redirect_uri }), 400, "invalid_request");
    });

    test("when the client belongs to another project", async () => {
      expectErrorPage(await client.begin({ client_id: foreign.id }), 401, "invalid_client");
    });

    test.each([
      ["another host", "https://evil.example.com/callback"],
      ["another path", `${CALLBACK}/more`],
      ["a prefix only", "https://app.example.com/"],
      ["another scheme", "http://app.example.com/callback"],
      ["a default port spelled out", "https://app.example.com:443/callback"],
      ["another letter case", "https://APP.example.com/callback"],
      ["an added query", `${CALLBACK}?a=b`],
      ["a fragment", `${CALLBACK}#a`],
      ["credentials in front of the host", "https://app.example.com@evil.example.com/callback"],
      ["a path that climbs", "https://app.example.com/x/../callback"],
      ["a percent-encoded letter", "https://app.example.com/%63allback"],
      ["a script", "javascript:alert(1)"],
      ["a line break", `${CALLBACK}\r\nSet-Cookie: a=b`],
      ["no URI at all", "callback"],
      ["a loopback address with another path", "http://127.0.0.1:1234/other?a=b"],
      ["a loopback address with another query", "http://127.0.0.1:1234/callback?a=c"],
      ["the name localhost for a loopback address", "http://localhost:1234/callback?a=b"],
    ])("when redirect_uri has %s (§3.1.2.3, RFC 9700 §2.1)", async (_, redirect_uri) => {
      expectErrorPage(await client.begin({ redirect_uri }), 400, "invalid_request");
    });

    test("when client_id or redirect_uri is repeated (§3.1)", async () => {
      const twice = { client_id: [client.id, client.id] };
      expectErrorPage(await client.begin(twice), 400, "invalid_request");
      const mixed = { redirect_uri: [CALLBACK, "https://evil.example.com/"] };
      expectErrorPage(await client.begin(mixed), 400, "invalid_request");
    });

    test("when redirect_uri is missing and more than one is registered (§3.1.2.3)", async () => {
      const answer = await client.begin({ redirect_uri: undefined, scope: undefined });
      expectErrorPage(answer, 400, "invalid_request");
    });

    test("when the client has no redirect URI at all (§3.1.2.2)", async () => {
      const machine = await RelyingParty.register(tenant, { redirect_uris: [] });
      const answer = await machine.begin();
      expectErrorPage(answer, 400, "invalid_request");
    });

    test.each([
      ["login_verifier", "nonsense"],
      ["consent_verifier", "nonsense"],
      ["login_verifier", "A".repeat(6000)],
      ["consent_verifier", "ä\0"],
    ])("when a %s was never issued", async (name, value) => {
      const answer = await answerOf(
        localFetch(`${tenant.issuer}/oauth2/auth?${encode({ [name]: value }).toString()}`),
      );
      expectErrorPage(answer, 404, "Not Found");
    });
  });

  describe("tells the client with state and iss (RFC 6749 §4.1.2.1, RFC 9207 §2)", () => {
    test("invalid_request when response_type is missing (§3.1.1)", async () => {
      await expectToldClient({ response_type: undefined }, "invalid_request");
      await expectToldClient({ response_type: "" }, "invalid_request");
    });

    test.each(["foo", "CODE", "code code2", "code\u00a0"])(
      "unsupported_response_type for response_type %j (§3.1.1)",
      async (response_type) => {
        await expectToldClient({ response_type }, "unsupported_response_type");
      },
    );

    test.each(["token", "code token"])(
      "unauthorized_client for a response_type %j that it is not registered for",
      async (response_type) => {
        await expectToldClient({ response_type, nonce: "n" }, "unauthorized_client");
      },
    );

    test.each(["response_type", "scope", "nonce", "code_challenge", "prompt", "unheard_of"])(
      "invalid_request when %s is repeated (§3.1)",
      async (name) => {
        const value = name === "response_type" ? "code" : "openid";
        await expectToldClient({ [name]: [value, value] }, "invalid_request");
      },
    );

    test("invalid_request without state when state is repeated (§3.1)", async () => {
      const answer = await client.begin({ state: ["a", "b"] });
      expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_request" });
    });

    test.each(["scope", "nonce", "login_hint", "unheard_of"])(
      "invalid_request when %s contains NUL",
      async (name) => {
        await expectToldClient({ [name]: "openid\0" }, "invalid_request");
      },
    );

    test.each([
      ["a scope it is not registered for", "openid admin"],
      ["a quotation mark", 'openid "'],
      ["a backslash", "openid \\"],
      ["a letter beyond ASCII", "openid ä"],
      ["a tab", "openid\tprofile"],
    ])("invalid_scope for %s (§3.3)", async (_, scope) => {
      await expectToldClient({ scope }, "invalid_scope");
    });

    test("unsupported_response_mode for an unknown response_mode", async () => {
      await expectToldClient({ response_mode: "carrier_pigeon" }, "unsupported_response_mode");
    });

    test("invalid_request for more than a hundred parameters", async () => {
      const many = Object.fromEntries(
        Array.from({ length: 101 }, (_, index) => [`p${index}`, "1"]),
      );
      await expectToldClient(many, "invalid_request");
    });

    test("at the loopback port the request named (RFC 8252 §7.3)", async () => {
      const redirect_uri = "http://127.0.0.1:51004/callback?a=b";
      const answer = await client.begin({ redirect_uri, response_type: "foo" });
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toMatch(
        /^http:\/\/127\.0\.0\.1:51004\/callback\?a=b&/,
      );
    });
  });

  describe("takes a request", () => {
    test("with unknown parameters, which it ignores (§3.1)", async () => {
      const answer = await client.begin({ unheard_of: "x", "a[b]": "c" });
      expect(answer.status).toBe(302);
    });

    test("with empty parameters as if they were absent (§3.1)", async () => {
      const answer = await client.begin({ nonce: "", prompt: "", code_challenge: "", max_age: "" });
      expect(answer.status).toBe(302);
    });

    test("by POST as by GET (§3.1)", async () => {
      const [url = "", query = ""] = client.authorizationUrl({ state: "posted" }).split("?");
      const posted = await answerOf(
        localFetch(url, {
          method: "POST",
          body: query,
          headers: { "content-type": "application/x-www-form-urlencoded" },
        }),
      );
      expect(posted.status).toBe(303);
      const callback = await client.app.visit(posted.headers.get("location") ?? "");
      expect(callback.searchParams.get("state")).toBe("posted");
      expect(callback.searchParams.has("code")).toBe(true);
    });

    test.each([
      ["JSON", "application/json", "{}"],
      ["text", "text/plain", "client_id=a"],
      ["nothing", "", ""],
    ])("by POST only as a form, not as %s (§3.1)", async (_, type, body) => {
      const answer = await answerOf(
        localFetch(`${tenant.issuer}/oauth2/auth`, {
          method: "POST",
          ...(body !== "" && { body }),
          headers: type === "" ? {} : { "content-type": type },
        }),
      );
      expectErrorPage(answer, 400, "invalid_request");
    });

    test("by no other method, and says which (RFC 9110 §15.5.6)", async () => {
      for (const method of ["PUT", "PATCH", "DELETE"]) {
        const answer = await answerOf(localFetch(client.authorizationUrl(), { method }));
        expectRefusal(answer, 405, "invalid_request");
        expect(answer.headers.get("allow")).toBe("GET, POST");
        expect(answer.headers.get("location")).toBeNull();
      }
    });

    test.each([
      ["GET", "/oauth2/token", "POST"],
      ["DELETE", "/userinfo", "GET, POST"],
      ["GET", "/oauth2/register", "POST"],
      ["PATCH", "/oauth2/register/some-client", "GET, PUT, DELETE"],
      ["POST", "/oauth2/device/verify", "GET"],
      ["PUT", "/oauth2/sessions/logout", "GET, POST"],
      ["POST", "/.well-known/openid-configuration", "GET"],
      ["DELETE", "/.well-known/jwks.json", "GET"],
    ])("nor does %s %s, which answers %s", async (method, path, allowed) => {
      const answer = await answerOf(localFetch(tenant.issuer + path, { method }));
      expectRefusal(answer, 405, "invalid_request");
      expect(answer.headers.get("allow")).toBe(allowed);
    });

    test("of a project that exists, and shows nothing of others", async () => {
      const issuer = tenant.grantry.addresses.issuer("no-such-project");
      const answer = await answerOf(localFetch(`${issuer}/oauth2/auth?client_id=a`));
      expect(answer.status).toBe(404);
    });
  });

  test("never answers a malformed query with a fault", async () => {
    const queries = [
      "%",
      "%zz=%",
      "client_id=%ff",
      "=&=&&",
      "client_id[]=a",
      "client_id=%00",
      "?".repeat(99),
    ];
    for (const query of queries) {
      const answer = await answerOf(localFetch(`${tenant.issuer}/oauth2/auth?${query}`));
      expect({ query, kind: Math.floor(answer.status / 100) }).toEqual({ query, kind: 4 });
    }
  });
});
