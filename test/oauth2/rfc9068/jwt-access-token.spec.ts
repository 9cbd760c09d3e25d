import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { localFetch } from "../../support/local-fetch.js";
import { answerOf } from "../answer.js";
import { RelyingParty } from "../relying-party.js";
import { reach, strictly } from "../strict-client.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

const AUDIENCE = "https://api.example.com/v1";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, {
      access_token_strategy: "jwt",
      audience: [AUDIENCE],
    });
  });

  async function verified(token: string) {
    const jwks = new URL(`${tenant.issuer}/.well-known/jwks.json`);
    const keys = createRemoteJWKSet(jwks, { [customFetch]: localFetch });
    return await jwtVerify(token, keys, { issuer: tenant.issuer, typ: "at+jwt" });
  }

  /** A protected resource's view: does oauth4webapi take a token for an audience? */
  async function accepted(token: string, audience: string) {
    const { server } = await strictly(client);
    const headers = { authorization: `Bearer ${token}` };
    const request = new Request("https://api.example.com/v1/things", { headers });
    return await oauth.validateJwtAccessToken(server, request, audience, reach);
  }

  describe("a JWT access token (RFC 9068)", () => {
    test("has the header and claims of §2.1 and §2.2", async () => {
      const tokens = await client.tokens({ audience: AUDIENCE }, { subject: "somebody" });
      const { payload, protectedHeader } = await verified(tokens.access_token);
      expect(protectedHeader).toEqual({
        alg: "RS256",
        typ: "at+jwt",
        kid: expect.any(String),
      });
      expect(payload).toMatchObject({
        iss: tenant.issuer,
        sub: "somebody",
        aud: [AUDIENCE],
        client_id: client.id,
        jti: expect.any(String),
        iat: expect.any(Number),
        exp: expect.any(Number),
      });
      expect(Number(payload.exp) - Number(payload.iat)).toBe(tokens.expires_in);
    });

    test("carries the granted scope (§2.2.3)", async () => {
      const tokens = await client.tokens({}, { grantScope: ["openid"] });
      expect(decodeJwt(tokens.access_token)["scp"]).toEqual(["openid"]);
    });

    test("is accepted by a resource it is meant for, and by no other (§4)", async () => {
      const { access_token: token } = await client.tokens({ audience: AUDIENCE });
      expect(await accepted(token, AUDIENCE)).toMatchObject({ client_id: client.id });
      await expect(accepted(token, "https://other.example.com")).rejects.toThrow();
    });

    test("is meant for the issuer itself when no audience was asked for (§3)", async () => {
      const { access_token: token } = await client.tokens();
      expect(decodeJwt(token).aud).toEqual([tenant.issuer]);
      expect(await accepted(token, tenant.issuer)).toMatchObject({ iss: tenant.issuer });
    });

    test("cannot be confused with an ID token (§2.1, §5)", async () => {
      const { id_token: idToken, access_token: token } = await client.tokens();
      expect(decodeProtectedHeader(idToken).typ).toBe("JWT");
      await expect(accepted(idToken, client.id)).rejects.toThrow();
      await expect(client.introspect(idToken)).resolves.toEqual({ active: false });
      expect(await client.isAlive(token)).toBe(true);
    });

    test("of client credentials stands for the client (§2.2)", async () => {
      const answer = await client.token({ grant_type: "client_credentials", audience: AUDIENCE });
      const { payload } = await verified(String(answer.body["access_token"]));
      expect(payload).toMatchObject({ sub: client.id, client_id: client.id, aud: [AUDIENCE] });
    });

    test("carries the claims of the consent and cannot have its own overridden", async () => {
      const session = { access_token: { tier: "gold", sub: "admin", iss: "https://evil", exp: 1 } };
      const tokens = await client.tokens({}, { subject: "somebody", consent: { session } });
      const { payload } = await verified(tokens.access_token);
      expect(payload.sub).toBe("somebody");
      expect(payload["ext"]).toMatchObject({ tier: "gold" });
    });

    test("has an identifier of its own each time", async () => {
      const ask = () => client.token({ grant_type: "client_credentials" });
      const [one, other] = [await ask(), await ask()];
      const idOf = (body: Record<string, unknown>) => decodeJwt(String(body["access_token"])).jti;
      expect(idOf(one.body)).not.toBe(idOf(other.body));
    });
  });

  describe("the issuer knows its JWT access tokens as any others", () => {
    test("at introspection (RFC 7662 §2.2)", async () => {
      const tokens = await client.tokens({ audience: AUDIENCE }, { subject: "somebody" });
      expect(await client.introspect(tokens.access_token)).toMatchObject({
        active: true,
        sub: "somebody",
        aud: [AUDIENCE],
        client_id: client.id,
        scope: tokens.scope,
        token_use: "access_token",
      });
    });

    test("at userinfo and at revocation (RFC 7009 §2.1)", async () => {
      const { access_token: token, refresh_token: refreshToken } = await client.tokens();
      const userinfo = () => {
        const headers = { authorization: `Bearer ${token}` };
        return answerOf(localFetch(`${tenant.issuer}/userinfo`, { headers }));
      };
      expect((await userinfo()).status).toBe(200);
      await client.post("/oauth2/revoke", { token });
      expect((await userinfo()).status).toBe(401);
      expect(await client.isAlive(refreshToken)).toBe(false);
    });

    test("and revokes those of client credentials one by one", async () => {
      const ask = async () => {
        const { body } = await client.token({ grant_type: "client_credentials" });
        return String(body["access_token"]);
      };
      const [one, kept] = [await ask(), await ask()];
      await client.post("/oauth2/revoke", { token: one });
      expect(await client.isAlive(one)).toBe(false);
      expect(await client.isAlive(kept)).toBe(true);
    });

    test("but not those of another project, nor changed ones", async () => {
      const stranger = await RelyingParty.register(await neighbourOf(tenant), {
        access_token_strategy: "jwt",
      });
      const { body } = await stranger.token({ grant_type: "client_credentials" });
      expect(await client.isAlive(String(body["access_token"]))).toBe(false);
      const own = (await client.tokens()).access_token;
      const [head, payload, signature = ""] = own.split(".");
      const forged = Buffer.from(JSON.stringify({ ...decodeJwt(own), sub: "admin" }));
      const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
      for (const token of [
        `${head}.${forged.toString("base64url")}.${signature}`,
        `${none}.${payload}.`,
        `${head}.${payload}.`,
        `${head}.${payload}`,
        `${own}.${signature}`,
        `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
      ]) {
        expect(await client.isAlive(token)).toBe(false);
      }
    });
  });

  test("a client without a strategy gets opaque access tokens", async () => {
    const opaque = await RelyingParty.register(tenant);
    expect((await opaque.tokens()).access_token).toMatch(/^gry_at_/);
  });
});
