import * as openid from "openid-client";
import { calculateJwkThumbprint, type JWK } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { answerOf } from "../../oauth2/answer.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../../oauth2/tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let metadata: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    const answer = await answerOf(localFetch(`${tenant.issuer}/.well-known/openid-configuration`));
    metadata = answer.body;
  });

  describe("discovery (OpenID Connect Discovery §3, §4)", () => {
    test("is taken by openid-client, which compares the issuer", async () => {
      const config = await openid.discovery(
        new URL(tenant.issuer),
        "a-client",
        "secret",
        undefined,
        {
          execute: [openid.allowInsecureRequests],
          [openid.customFetch]: localFetch as openid.CustomFetch,
        },
      );
      expect(config.serverMetadata().issuer).toBe(tenant.issuer);
      expect(config.serverMetadata().supportsPKCE()).toBe(true);
    });

    test("has every required member", () => {
      for (const name of [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
      ]) {
        expect(metadata).toHaveProperty(name);
      }
      expect(metadata["id_token_signing_alg_values_supported"]).toContain("RS256");
      expect(metadata["subject_types_supported"]).toContain("public");
      expect(metadata["scopes_supported"]).toEqual(
        expect.arrayContaining(["openid", "offline_access", "email", "profile"]),
      );
      expect(metadata["claims_supported"]).toEqual(expect.arrayContaining(["sub", "email"]));
    });

    test("has no empty list and no null (RFC 8414 §3.2)", () => {
      for (const [name, value] of Object.entries(metadata)) {
        expect([name, value]).not.toEqual([name, []]);
        expect([name, value]).not.toEqual([name, null]);
      }
    });
  });

  describe("the key set (RFC 7517 §5)", () => {
    let keys: JWK[];
    beforeAll(async () => {
      const answer = await answerOf(localFetch(String(metadata["jwks_uri"])));
      keys = answer.body["keys"] as JWK[];
    });

    test("has a current and an announced key of each algorithm that signs", () => {
      for (const algorithm of ["RS256", "ES256"]) {
        expect(keys.filter(({ alg }) => alg === algorithm).length).toBeGreaterThanOrEqual(2);
      }
    });

    test("says of each key its kid, use and algorithm (§4)", () => {
      expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
      for (const key of keys) {
        expect(key).toMatchObject({ use: "sig", kid: expect.any(String), alg: expect.any(String) });
      }
    });

    test("names keys by their thumbprint (RFC 7638)", async () => {
      for (const key of keys) expect(key.kid).toBe(await calculateJwkThumbprint(key));
    });

    test("gives away nothing private (§4)", () => {
      for (const key of keys) {
        for (const member of ["d", "p", "q", "dp", "dq", "qi", "k", "oth"]) {
          expect(key).not.toHaveProperty(member);
        }
      }
    });

    test("has RSA keys of 2048 bits or more (RFC 7518 §3.3)", () => {
      for (const { n } of keys.filter(({ kty }) => kty === "RSA")) {
        expect(Buffer.from(n ?? "", "base64url").length).toBeGreaterThanOrEqual(256);
      }
    });

    test("is cached with an ETag and readable by any origin", async () => {
      const url = String(metadata["jwks_uri"]);
      const { headers } = await answerOf(localFetch(url));
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("cache-control")).toMatch(/max-age=\d+/);
      const etag = headers.get("etag") ?? "";
      const again = await answerOf(localFetch(url, { headers: { "if-none-match": etag } }));
      expect(again.status).toBe(304);
    });

    test("shares no key with another project", async () => {
      const { issuer } = await neighbourOf(tenant);
      const answer = await answerOf(localFetch(`${issuer}/.well-known/jwks.json`));
      const others = new Set((answer.body["keys"] as JWK[]).map(({ kid }) => kid));
      expect(keys.filter(({ kid }) => others.has(kid))).toEqual([]);
    });
  });
});
