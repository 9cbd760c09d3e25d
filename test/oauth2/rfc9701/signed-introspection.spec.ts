import {
  compactDecrypt,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
} from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../answer.js";
import { RelyingParty, postForm } from "../relying-party.js";
import { newTenant, type Tenant } from "../tenant.js";

const SIGNED = "application/token-introspection+jwt";

describe("the signed introspection response (RFC 9701)", () => {
  let tenant: Tenant;
  let party: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant();
    party = await RelyingParty.register(tenant);
  });

  async function introspect(token: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await postForm(
      `${tenant.issuer}/oauth2/introspect`,
      { token },
      { authorization: party.basic, accept: SIGNED, ...headers },
    );
  }

  async function verified(answer: Answer) {
    const url = new URL(`${tenant.issuer}/.well-known/jwks.json`);
    const keys = createRemoteJWKSet(url, { [customFetch]: localFetch });
    const options = { issuer: tenant.issuer, audience: party.id, typ: "token-introspection+jwt" };
    return (await jwtVerify(answer.text, keys, options)).payload;
  }

  it("is a JWT of the issuer for the client that asked (§5)", async () => {
    const tokens = await party.token({ grant_type: "client_credentials" });
    const token = String(tokens.body["access_token"]);
    const answer = await introspect(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(SIGNED);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const payload = await verified(answer);
    const plain = await introspect(token, { accept: "application/json" });
    expect(payload["token_introspection"]).toEqual(plain.body);
    expect(plain.body["active"]).toBe(true);
    expect(decodeProtectedHeader(answer.text)).toMatchObject({ alg: "RS256" });
  });

  it("has neither sub nor exp, so that it is no access token (§5, §8.1)", async () => {
    const tokens = await party.token({ grant_type: "client_credentials" });
    const answer = await introspect(String(tokens.body["access_token"]));
    const payload = await verified(answer);
    expect(Object.keys(payload).toSorted()).toEqual(["aud", "iat", "iss", "token_introspection"]);
    const misused = await answerOf(
      localFetch(`${tenant.issuer}/userinfo`, {
        headers: { authorization: `Bearer ${answer.text}` },
      }),
    );
    expect(misused.status).toBe(401);
  });

  it("says of an unknown token that it is not active and nothing more (§5)", async () => {
    const payload = await verified(await introspect("gry_at_unknown"));
    expect(payload["token_introspection"]).toEqual({ active: false });
  });

  it("comes only when it is asked for (§4)", async () => {
    for (const accept of ["application/json", "*/*", `${SIGNED};q=0`]) {
      const answer = await introspect("gry_at_unknown", { accept });
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      expect(answer.body).toEqual({ active: false });
    }
  });

  it("needs client authentication as the plain one does; the refusal stays JSON", async () => {
    expectRefusal(
      await introspect("any", { authorization: "Basic bm9uZTpub25l" }),
      401,
      "invalid_client",
    );
  });

  it("is announced by the metadata (§7)", async () => {
    const url = `${tenant.issuer}/.well-known/oauth-authorization-server`;
    const { body } = await answerOf(localFetch(url));
    expect(body).toMatchObject({
      introspection_signing_alg_values_supported: ["RS256", "ES256", "PS256", "EdDSA"],
      introspection_encryption_alg_values_supported: expect.arrayContaining(["RSA-OAEP-256"]),
      introspection_encryption_enc_values_supported: expect.arrayContaining(["A256GCM"]),
    });
  });

  it("is signed with the algorithm that the client registered (§6)", async () => {
    const own = await RelyingParty.register(tenant, { introspection_signed_response_alg: "ES256" });
    expect(own.client["introspection_signed_response_alg"]).toBe("ES256");
    const answer = await introspect("gry_at_unknown", { authorization: own.basic });
    expect(decodeProtectedHeader(answer.text)).toMatchObject({ alg: "ES256" });
    const url = new URL(`${tenant.issuer}/.well-known/jwks.json`);
    const keys = createRemoteJWKSet(url, { [customFetch]: localFetch });
    const { payload } = await jwtVerify(answer.text, keys, { audience: own.id });
    expect(payload["token_introspection"]).toEqual({ active: false });
  });

  it("is encrypted to the client that registered it (§6)", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RSA-OAEP-256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), use: "enc", alg: "RSA-OAEP-256", kid: "mine" };
    const own = await RelyingParty.register(tenant, {
      jwks: { keys: [jwk] },
      introspection_encrypted_response_alg: "RSA-OAEP-256",
      introspection_encrypted_response_enc: "A256GCM",
    });
    const answer = await introspect("gry_at_unknown", { authorization: own.basic });
    const { plaintext, protectedHeader } = await compactDecrypt(answer.text, privateKey);
    expect(protectedHeader).toMatchObject({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT" });
    const nested = new TextDecoder().decode(plaintext);
    expect(decodeProtectedHeader(nested)).toMatchObject({ typ: "token-introspection+jwt" });
  });

  it.each(["introspection_signed_response_alg", "introspection_encrypted_response_alg"])(
    "is refused with an algorithm of %s that nobody offers (RFC 7591 §3.2.2)",
    async (member) => {
      const { grantry, issuer } = tenant;
      const answer = await answerOf(
        grantry.admin.call("POST", `${issuer}/admin/clients`, { [member]: "none" }),
      );
      expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_client_metadata"]);
    },
  );
});
