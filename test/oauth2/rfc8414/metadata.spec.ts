import { localFetch } from "../../support/local-fetch.js";
import { answerOf, type Answer } from "../answer.js";
import { configure } from "../configuration.js";
import { RelyingParty } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

type Metadata = Readonly<Record<string, unknown>> & {
  readonly grant_types_supported: readonly string[];
  readonly response_types_supported: readonly string[];
  readonly response_modes_supported: readonly string[];
};

inEachMode((mode) => {
  let tenant: Tenant;
  let metadata: Metadata;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    const answer = await get(`${tenant.issuer}/.well-known/oauth-authorization-server`);
    metadata = answer.body as Metadata;
  });

  async function get(url: string, init?: RequestInit): Promise<Answer> {
    return await answerOf(localFetch(url, init));
  }

  describe("authorization server metadata (RFC 8414)", () => {
    test("names the issuer exactly as clients know it (§3.3)", () => {
      expect(metadata["issuer"]).toBe(tenant.issuer);
    });

    test("is the same at every address that clients try (§3.1; OpenID Connect Discovery §4.1)", async () => {
      const { origin, pathname } = new URL(tenant.issuer);
      const path = pathname === "/" ? "" : pathname;
      const addresses = ["oauth-authorization-server", "openid-configuration"].flatMap((name) => [
        `${tenant.issuer}/.well-known/${name}`,
        `${origin}/.well-known/${name}${path}`,
      ]);
      for (const address of addresses) {
        const answer = await get(address);
        expect({ address, status: answer.status, body: answer.body }).toEqual({
          address,
          status: 200,
          body: metadata,
        });
      }
    });

    test("is JSON, readable by any origin, and cached (§3.2)", async () => {
      const url = `${tenant.issuer}/.well-known/oauth-authorization-server`;
      const { headers } = await get(url, { headers: { origin: "https://app.example.com" } });
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("cache-control")).toMatch(/max-age=\d+/);
      const etag = headers.get("etag") ?? "";
      const again = await get(url, { headers: { "if-none-match": etag } });
      expect({ status: again.status, text: again.text }).toEqual({ status: 304, text: "" });
    });

    test("does not depend on what the request says about itself", async () => {
      const url = `${tenant.issuer}/.well-known/oauth-authorization-server`;
      const forged = { "x-forwarded-host": "evil.example.com", "x-forwarded-proto": "https" };
      expect((await get(url, { headers: forged })).body).toEqual(metadata);
    });

    test("has every required member (§2)", () => {
      for (const name of ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"]) {
        expect(metadata[name]).toEqual(expect.stringMatching(/^https?:/));
      }
      expect(metadata.response_types_supported).toContain("code");
    });

    test("says how assertions may be signed wherever they are taken (§2)", () => {
      for (const endpoint of ["token", "revocation", "introspection"]) {
        const name = `${endpoint}_endpoint_auth_methods_supported`;
        expect(metadata[name]).toContain("private_key_jwt");
        const algorithms = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`];
        expect(algorithms).toEqual(expect.arrayContaining(["RS256", "ES256", "HS256"]));
        expect(algorithms).not.toContain("none");
      }
    });

    test("lists endpoints of this issuer that answer", async () => {
      const endpoints = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
      expect(endpoints.length).toBeGreaterThanOrEqual(8);
      for (const [name, url] of endpoints) {
        expect(String(url).startsWith(`${tenant.issuer}/`)).toBe(true);
        const { status } = await get(String(url));
        expect([name, status]).not.toEqual([name, 404]);
        expect([name, Math.floor(status / 100)]).not.toEqual([name, 5]);
      }
    });

    test("is not there for a project that is not", async () => {
      const issuer = tenant.grantry.addresses.issuer("no-such-project");
      for (const name of ["oauth-authorization-server", "openid-configuration", "jwks.json"]) {
        expect((await get(`${issuer}/.well-known/${name}`)).status).toBe(404);
      }
    });
  });

  describe("advertises what works, and nothing else (contract §6)", () => {
    const grantTypes = [
      "authorization_code",
      "refresh_token",
      "client_credentials",
      "password",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
      "urn:ietf:params:oauth:grant-type:token-exchange",
      "urn:openid:params:grant-type:ciba",
    ];

    test.each(grantTypes)("grant type %s", async (grant_type) => {
      const client = await RelyingParty.register(tenant, { grant_types: [grant_type] });
      const { body } = await client.token({ grant_type });
      const works = body["error"] !== "unsupported_grant_type";
      expect(works).toBe(metadata.grant_types_supported.includes(grant_type));
    });

    const responseTypes = [
      "code",
      "token",
      "id_token",
      "id_token token",
      "code id_token",
      "code token",
      "code id_token token",
      "none",
      "device",
    ];

    test.each(responseTypes)("response type %s", async (response_type) => {
      const client = await RelyingParty.register(tenant, {
        response_types: [response_type],
        grant_types: ["authorization_code", "implicit"],
      });
      const answer = await client.begin({ response_type, nonce: "a nonce" });
      const works = !/unsupported_response_type/.test(answer.headers.get("location") ?? "");
      expect(works).toBe(metadata.response_types_supported.includes(response_type));
    });

    test.each(["query", "fragment", "form_post", "web_message", "jwt"])(
      "response mode %s",
      async (response_mode) => {
        const client = await RelyingParty.register(tenant);
        const answer = await client.begin({ response_mode });
        const works = !/unsupported_response_mode/.test(answer.headers.get("location") ?? "");
        expect(works).toBe(metadata.response_modes_supported.includes(response_mode));
      },
    );

    test("only S256 for PKCE (RFC 7636; contract §6)", () => {
      expect(metadata["code_challenge_methods_supported"]).toEqual(["S256"]);
    });

    test("authentication methods that clients can register", async () => {
      const methods = metadata["token_endpoint_auth_methods_supported"];
      expect(methods).toEqual(
        expect.arrayContaining(["client_secret_basic", "client_secret_post", "none"]),
      );
      const url = `${tenant.issuer}/admin/clients`;
      const answer = await tenant.grantry.admin.call("POST", url, {
        token_endpoint_auth_method: "tls_client_auth",
      });
      expect(answer.status === 201).toBe((methods as string[]).includes("tls_client_auth"));
    });

    test("scopes and claims of the project's own beside those everybody has (ory-hydra appendix B)", async () => {
      const own = await newTenant(mode);
      const discovery = "webfinger.oidc_discovery";
      await configure(own, {
        [`${discovery}.supported_scope`]: ["openid", "photos.read"],
        [`${discovery}.supported_claims`]: ["groups"],
      });
      const { body } = await get(`${own.issuer}/.well-known/openid-configuration`);
      const scopes = metadata["scopes_supported"] as string[];
      expect(body["scopes_supported"]).toEqual([...scopes, "photos.read"]);
      expect(body["claims_supported"]).toEqual(expect.arrayContaining(["sub", "groups"]));
    });

    test("no introspection without credentials (RFC 7662 §2.1)", () => {
      expect(metadata["introspection_endpoint_auth_methods_supported"]).not.toContain("none");
    });
  });
});
