import { createHash } from "node:crypto";
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { RelyingParty, tokensOf } from "../../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../../oauth2/tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
  });

  async function verified(idToken: string, audience = client.id) {
    const jwks = new URL(`${tenant.issuer}/.well-known/jwks.json`);
    const keys = createRemoteJWKSet(jwks, { [customFetch]: localFetch });
    const { payload } = await jwtVerify(idToken, keys, { issuer: tenant.issuer, audience });
    return payload;
  }

  describe("an ID token (OpenID Connect Core §2)", () => {
    test("has the required claims and the nonce of the request", async () => {
      const nonce = "a nonce ä😀";
      const tokens = await client.tokens({ nonce }, { subject: "somebody" });
      const claims = await verified(tokens.id_token);
      const now = Date.now() / 1000;
      expect(claims).toMatchObject({ sub: "somebody", nonce, aud: [client.id] });
      expect(Number(claims["auth_time"])).toBeLessThanOrEqual(now);
      expect(Number(claims.exp)).toBeGreaterThan(now);
      expect(Number(claims.iat)).toBeLessThanOrEqual(now);
    });

    test("has no nonce when none was sent", async () => {
      const tokens = await client.tokens({ nonce: undefined });
      expect(decodeJwt(tokens.id_token)).not.toHaveProperty("nonce");
    });

    test("is bound to its access token (§3.1.3.6)", async () => {
      const tokens = await client.tokens();
      const digest = createHash("sha256").update(tokens.access_token).digest();
      const expected = digest.subarray(0, 16).toString("base64url");
      expect(decodeJwt(tokens.id_token)["at_hash"]).toBe(expected);
    });

    test("carries what the login app says of the authentication (§2 acr, amr)", async () => {
      const login = { acr: "urn:level:2", amr: ["pwd", "otp"] };
      const claims = await verified((await client.tokens({}, { login })).id_token);
      expect(claims).toMatchObject(login);
    });

    test("carries the claims of the consent and cannot have its own overridden", async () => {
      const id_token = {
        tier: "gold",
        sub: "admin",
        iss: "https://evil",
        aud: "x",
        exp: 1,
        nonce: "x",
      };
      const visit = { subject: "somebody", consent: { session: { id_token } } };
      const claims = await verified((await client.tokens({ nonce: "n" }, visit)).id_token);
      expect(claims).toMatchObject({ tier: "gold", sub: "somebody", nonce: "n" });
    });

    test("names the subject the login app forces (Hydra force_subject_identifier)", async () => {
      const visit = { subject: "inner", login: { force_subject_identifier: "outer" } };
      const tokens = await client.tokens({}, visit);
      expect((await verified(tokens.id_token)).sub).toBe("outer");
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const answer = await localFetch(`${tenant.issuer}/userinfo`, { headers });
      expect(await answer.json()).toMatchObject({ sub: "outer" });
    });

    test("comes only with scope openid (§3.1.2.1)", async () => {
      expect(await client.tokens({ scope: "offline_access" })).not.toHaveProperty("id_token");
      const denied = await client.tokens({}, { grantScope: ["offline_access"] });
      expect(denied).not.toHaveProperty("id_token");
    });

    test("of a refresh says the same of the user and the sign-in (§12.2)", async () => {
      const first = await client.tokens({ nonce: "n" });
      const second = tokensOf(await client.refresh(first.refresh_token));
      const [before, after] = [await verified(first.id_token), await verified(second.id_token)];
      for (const claim of ["iss", "sub", "aud", "auth_time", "sid"]) {
        expect([claim, after[claim]]).toEqual([claim, before[claim]]);
      }
      expect(after.iat).toBeGreaterThanOrEqual(before.iat ?? 0);
    });
  });

  describe("a client chooses how its ID tokens are signed (Registration §2)", () => {
    let supported: string[];
    beforeAll(async () => {
      const answer = await localFetch(`${tenant.issuer}/.well-known/openid-configuration`);
      const metadata = (await answer.json()) as Record<string, string[]>;
      supported = metadata["id_token_signing_alg_values_supported"] ?? [];
    });

    test("RS256 when it says nothing", async () => {
      const { alg } = decodeProtectedHeader((await client.tokens()).id_token);
      expect(alg).toBe("RS256");
      expect(supported).toContain("RS256");
    });

    test.each(["RS256", "ES256", "PS256", "EdDSA"])(
      "%s, where discovery offers it",
      async (alg) => {
        const fields = { id_token_signed_response_alg: alg };
        const url = `${tenant.issuer}/admin/clients`;
        const answer = await tenant.grantry.admin.call("POST", url, fields);
        expect([alg, answer.status === 201]).toEqual([alg, supported.includes(alg)]);
        if (answer.status !== 201) return;
        const party = await RelyingParty.register(tenant, fields);
        const tokens = await party.tokens();
        expect(decodeProtectedHeader(tokens.id_token).alg).toBe(alg);
        const claims = await verified(tokens.id_token, party.id);
        // Ed25519 is defined over SHA-512 (RFC 8032 §5.1), so is the hash of a token beside it.
        const digest = createHash(alg === "EdDSA" ? "sha512" : "sha256").update(
          tokens.access_token,
        );
        const bytes = digest.digest();
        const half = bytes.subarray(0, bytes.length / 2).toString("base64url");
        expect(claims["at_hash"]).toBe(half);
      },
    );

    test("never none", async () => {
      const fields = { id_token_signed_response_alg: "none" };
      const url = `${tenant.issuer}/admin/clients`;
      expect((await tenant.grantry.admin.call("POST", url, fields)).status).toBe(400);
      expect(supported).not.toContain("none");
    });
  });
});
