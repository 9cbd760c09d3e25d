import { decodeJwt } from "jose";
import { introspect } from "../../introspect.js";
import { anIssuer, registerClient } from "../../testing/builders.js";
import type { IssuerOptions } from "../../testing/builders.js";
import { refusalOf } from "../../testing/refusal.js";
import { token } from "../token.js";

async function given(options: IssuerOptions = {}, fields = {}) {
  const issuer = await anIssuer(options);
  const { client, authorization } = await registerClient(issuer, {
    grant_types: ["client_credentials"],
    scope: "openid offline read write",
    audience: ["https://api.example.com"],
    ...fields,
  });
  const ask = (more: Record<string, string> = {}) =>
    token(issuer, {
      authorization,
      body: new URLSearchParams({ grant_type: "client_credentials", ...more }),
    });
  return { issuer, client, ask };
}

describe("client credentials (RFC 6749 §4.4)", () => {
  test("write nothing and need no database: the token carries its own facts", async () => {
    const { issuer, client, ask } = await given();
    const tokens = await ask({ scope: "read" });
    expect(await introspect(issuer, tokens.access_token)).toMatchObject({
      active: true,
      sub: client.id,
      scope: "read",
    });
    const page = await issuer.stores.grants.listBySubject({ subject: client.id, limit: 1 });
    expect(page.items).toEqual([]);
  });

  test("give a default scope only where the project says so, without user scopes", async () => {
    expect((await (await given()).ask()).scope).toBe("");
    const config = { oauth2: { client_credentials: { default_grant_allowed_scope: true } } };
    expect((await (await given({ config })).ask()).scope).toBe("read write");
  });

  test("last as long as the client's own lifespan says", async () => {
    const lifespan = { client_credentials_grant_access_token_lifespan: "2m" };
    const { issuer, ask } = await given({}, lifespan);
    const tokens = await ask();
    expect(tokens.expires_in).toBe(120);
    issuer.time.pass(119);
    expect((await introspect(issuer, tokens.access_token)).active).toBe(true);
    issuer.time.pass(1);
    expect((await introspect(issuer, tokens.access_token)).active).toBe(false);
  });

  test("are refused to a client without credentials", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer, { token_endpoint_auth_method: "none" });
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id: client.id });
    const refusal = await refusalOf(() => token(issuer, { authorization: undefined, body }));
    expect(refusal.status).toBe(400);
  });

  test("of a JWT client carry the audience and the claims of RFC 9068 §2.2", async () => {
    const { issuer, client, ask } = await given({}, { access_token_strategy: "jwt" });
    const { access_token: jwt } = await ask({ resource: "https://api.example.com" });
    expect(decodeJwt(jwt)).toMatchObject({
      iss: issuer.url,
      sub: client.id,
      client_id: client.id,
      aud: ["https://api.example.com"],
      iat: issuer.clock().getTime() / 1000,
      jti: expect.any(String),
    });
    expect(await introspect(issuer, jwt)).toMatchObject({ active: true, sub: client.id });
  });
});
