import { randomUUID } from "node:crypto";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { expectJson } from "../support/admin-client.js";
import { UserAgent } from "../support/user-agent.js";
import { RelyingParty, tokensOf, type Tokens } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/** Each of Hydra's thirteen with a value that no other has, in minutes. */
const MINUTES = {
  authorization_code_grant_access_token_lifespan: 11,
  authorization_code_grant_id_token_lifespan: 12,
  authorization_code_grant_refresh_token_lifespan: 113,
  client_credentials_grant_access_token_lifespan: 14,
  implicit_grant_access_token_lifespan: 15,
  implicit_grant_id_token_lifespan: 16,
  jwt_bearer_grant_access_token_lifespan: 17,
  refresh_token_grant_access_token_lifespan: 18,
  refresh_token_grant_id_token_lifespan: 19,
  refresh_token_grant_refresh_token_lifespan: 120,
  device_authorization_grant_access_token_lifespan: 21,
  device_authorization_grant_id_token_lifespan: 22,
  device_authorization_grant_refresh_token_lifespan: 123,
};
const LIFESPANS = Object.fromEntries(
  Object.entries(MINUTES).map(([name, minutes]) => [name, `${minutes}m0s`]),
);

describe("a client's own lifespans (ory-hydra §1)", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant();
    client = await RelyingParty.register(tenant, {
      grant_types: [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "implicit",
        JWT_BEARER,
        DEVICE_CODE,
      ],
      response_types: ["code", "id_token token"],
      ...LIFESPANS,
    });
  });

  const minutesOfIdToken = (token: string): number => {
    const { exp = 0, iat = 0 } = decodeJwt(token);
    return (exp - iat) / 60;
  };

  async function minutesOfRefreshToken(token: string): Promise<number> {
    const { exp, iat } = await client.introspect(token);
    return Math.round((Number(exp) - Number(iat)) / 60);
  }

  async function lives(tokens: Tokens): Promise<readonly number[]> {
    return [
      Math.ceil(tokens.expires_in / 60),
      minutesOfIdToken(tokens.id_token),
      await minutesOfRefreshToken(tokens.refresh_token),
    ];
  }

  test("of the authorization code and refresh token grants", async () => {
    const tokens = await client.tokens();
    expect(await lives(tokens)).toEqual([11, 12, 113]);
    expect(await lives(tokensOf(await client.refresh(tokens.refresh_token)))).toEqual([
      18, 19, 120,
    ]);
  });

  test("of the client credentials grant", async () => {
    const answer = await client.token({ grant_type: "client_credentials" });
    expect(Math.ceil(Number(answer.body["expires_in"]) / 60)).toBe(14);
  });

  test("of the implicit grant", async () => {
    const callback = await client.authorize({
      response_type: "id_token token",
      scope: "openid",
      nonce: "a nonce",
    });
    const answer = new URLSearchParams(callback.hash.slice(1));
    expect(Math.ceil(Number(answer.get("expires_in")) / 60)).toBe(15);
    expect(minutesOfIdToken(answer.get("id_token") ?? "")).toBe(16);
  });

  test("of the JWT bearer grant", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "sso", use: "sig", alg: "ES256" };
    const issuer = "https://sso.example.com";
    const trusted = { issuer, subject: "ada", scope: ["openid"], jwk };
    const url = `${tenant.issuer}/admin/trust/grants/jwt-bearer/issuers`;
    const body = { ...trusted, expires_at: "2096-01-01T00:00:00Z" };
    await expectJson(await tenant.grantry.admin.call("POST", url, body), 201);
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "ES256", kid: "sso" })
      .setIssuer(issuer)
      .setSubject("ada")
      .setAudience(`${tenant.issuer}/oauth2/token`)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
    const answer = await client.token({ grant_type: JWT_BEARER, assertion, scope: "openid" });
    expect(Math.ceil(Number(answer.body["expires_in"]) / 60)).toBe(17);
  });

  test("of the device authorization grant", async () => {
    const scope = "openid offline_access";
    const { body } = await client.post("/oauth2/device/auth", { scope });
    const agent = new UserAgent();
    const page = await client.app.follow(agent, `${tenant.issuer}/oauth2/device/verify`);
    const query = `device_challenge=${page.searchParams.get("device_challenge")}`;
    const accept = `${tenant.issuer}/admin/oauth2/auth/requests/device/accept?${query}`;
    const accepted = await expectJson<{ redirect_to: string }>(
      await tenant.grantry.admin.call("PUT", accept, { user_code: body["user_code"] }),
      200,
    );
    let address = accepted.redirect_to;
    for (const [kind, answer] of [
      ["login", { subject: "ada" }],
      ["consent", { grant_scope: scope.split(" ") }],
    ] as const) {
      const location = await client.app.follow(agent, address);
      const challenge = location.searchParams.get(`${kind}_challenge`) ?? "";
      address = await client.app.decide(kind, "accept", challenge, answer);
    }
    await client.app.follow(agent, address);
    const code = String(body["device_code"]);
    const tokens = await client.token({ grant_type: DEVICE_CODE, device_code: code });
    expect(await lives(tokensOf(tokens))).toEqual([21, 22, 123]);
  });

  test("count for what is issued after they change, and the project's where there is none", async () => {
    const url = `${tenant.issuer}/admin/clients/${client.id}/lifespans`;
    const changed = { client_credentials_grant_access_token_lifespan: "3m0s" };
    await expectJson(await tenant.grantry.admin.call("PUT", url, changed), 200);
    const answer = await client.token({ grant_type: "client_credentials" });
    expect(Math.ceil(Number(answer.body["expires_in"]) / 60)).toBe(3);
    const { expires_in: seconds } = await client.tokens();
    expect(Math.ceil(seconds / 60)).toBe(60);
  });
});
