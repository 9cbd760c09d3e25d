import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, customFetch } from "jose";
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
    expect(body["introspection_signing_alg_values_supported"]).toEqual(["RS256"]);
  });
});
