import { compactDecrypt, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal } from "../../oauth2/answer.js";
import { RelyingParty, tokensOf } from "../../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../../oauth2/tenant.js";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant();
});

async function userinfo(accessToken: string) {
  const headers = { authorization: `Bearer ${accessToken}` };
  return await answerOf(localFetch(`${tenant.issuer}/userinfo`, { headers }));
}

describe("a client that registered encryption (OpenID Connect Registration §2)", () => {
  it.each([
    ["RSA-OAEP-256", "A256GCM"],
    ["RSA-OAEP", "A128CBC-HS256"],
    ["ECDH-ES", "A128GCM"],
    ["ECDH-ES+A256KW", "A256CBC-HS512"],
  ])(
    "gets ID tokens and userinfo signed, then encrypted with %s, %s (Core §16.14)",
    async (alg, enc) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), use: "enc", kid: "mine" };
      const client = await RelyingParty.register(tenant, {
        jwks: { keys: [jwk] },
        id_token_encrypted_response_alg: alg,
        id_token_encrypted_response_enc: enc,
        userinfo_encrypted_response_alg: alg,
        userinfo_encrypted_response_enc: enc,
      });
      const tokens = await client.tokens({ nonce: "a nonce" }, { subject: "ada" });
      const told = await userinfo(tokens.access_token);
      expect(told.headers.get("content-type")).toBe("application/jwt");
      for (const jwe of [tokens.id_token, told.text]) {
        const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
        expect(protectedHeader).toMatchObject({ alg, enc, cty: "JWT", kid: "mine" });
        const nested = new TextDecoder().decode(plaintext);
        expect(decodeProtectedHeader(nested)).toMatchObject({ alg: "RS256" });
        expect(decodeJwt(nested)).toMatchObject({ iss: tenant.issuer, sub: "ada" });
      }
    },
  );

  it("without a key that fits is told what it lacks, and no code is used up", async () => {
    const client = await RelyingParty.register(tenant, {
      jwks_uri: "https://10.0.0.1/keys",
      id_token_encrypted_response_alg: "RSA-OAEP-256",
    });
    const code = await client.code();
    expectRefusal(await client.redeem(code), 400, "invalid_request");
    const patch = [{ op: "remove", path: "/id_token_encrypted_response_alg" }];
    const { grantry, issuer } = tenant;
    await grantry.admin.call("PATCH", `${issuer}/admin/clients/${client.id}`, patch);
    expect(tokensOf(await client.redeem(code)).id_token).toMatch(/^eyJ/);
  });
});

describe("a registration is refused with invalid_client_metadata (RFC 7591 §3.2.2)", () => {
  const signing = { kty: "EC", crv: "P-256", x: "AA", y: "AA", use: "sig" };
  it.each([
    ["encryption without keys", { id_token_encrypted_response_alg: "RSA-OAEP" }],
    [
      "encryption with keys for something else",
      { userinfo_encrypted_response_alg: "ECDH-ES", jwks: { keys: [signing] } },
    ],
    ["enc without alg", { id_token_encrypted_response_enc: "A256GCM" }],
    ["a private key among its keys", { jwks: { keys: [{ ...signing, d: "AA" }] } }],
    ["a symmetric key", { jwks: { keys: [{ kty: "oct", k: "AAAA" }] } }],
    ["private_key_jwt without keys", { token_endpoint_auth_method: "private_key_jwt" }],
  ])("for %s", async (_, fields) => {
    const { grantry, issuer } = tenant;
    const answer = await answerOf(grantry.admin.call("POST", `${issuer}/admin/clients`, fields));
    expectRefusal(answer, 400, "invalid_client_metadata");
  });
});
