import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answerOf, expectRefusal } from "../answer.js";
import { RelyingParty } from "../relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../tenant.js";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ISSUER = "https://sso.example.com";

describe("the assertion of a trusted issuer (RFC 7523 §2.1, RFC 7521 §4.1)", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  let key: CryptoKey;
  let trustedId: string;
  beforeAll(async () => {
    tenant = await newTenant();
    client = await RelyingParty.register(tenant, {
      grant_types: [GRANT_TYPE],
      scope: "reports.read reports.write",
    });
    const pair = await generateKeyPair("ES256", { extractable: true });
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: "sso", use: "sig", alg: "ES256" };
    const url = `${tenant.issuer}/admin/trust/grants/jwt-bearer/issuers`;
    const made = await answerOf(
      tenant.grantry.admin.call("POST", url, {
        issuer: ISSUER,
        subject: "ada",
        scope: ["reports.read"],
        jwk,
        expires_at: "2096-01-01T00:00:00Z",
      }),
    );
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    trustedId = String(made.body["id"]);
  });

  async function assertion(claims: Record<string, unknown> = {}): Promise<string> {
    return await new SignJWT({
      iss: ISSUER,
      sub: "ada",
      aud: `${tenant.issuer}/oauth2/token`,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "sso" })
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(key);
  }

  async function redeem(made: string, scope = "reports.read") {
    return await client.token({ grant_type: GRANT_TYPE, assertion: made, scope });
  }

  it("is exchanged for an access token of its subject, without a refresh token", async () => {
    const answer = await redeem(await assertion());
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty("refresh_token");
    const seen = await client.introspect(String(answer.body["access_token"]));
    expect(seen).toMatchObject({ active: true, sub: "ada", scope: "reports.read" });
  });

  it("is exchanged once (§3, jti)", async () => {
    const once = await assertion();
    expect((await redeem(once)).status).toBe(200);
    expectRefusal(await redeem(once), 400, "invalid_grant");
  });

  it.each([
    ["another subject", { sub: "bob" }],
    ["another audience", { aud: "https://elsewhere.example" }],
    ["another issuer", { iss: "https://evil.example" }],
  ])("is refused with %s (§3.1)", async (_, claims) => {
    expectRefusal(await redeem(await assertion(claims)), 400, "invalid_grant");
  });

  it("gives no scope that its issuer is not trusted with", async () => {
    expectRefusal(await redeem(await assertion(), "reports.write"), 400, "invalid_scope");
  });

  it("is required, and a JWT", async () => {
    const none = await client.token({ grant_type: GRANT_TYPE });
    expectRefusal(none, 400, "invalid_request");
    expectRefusal(await redeem("nonsense"), 400, "invalid_grant");
  });

  it("is worth nothing at a neighbour that trusts nobody, nor after the trust has ended", async () => {
    const neighbour = await neighbourOf(tenant);
    const theirs = await RelyingParty.register(neighbour, { grant_types: [GRANT_TYPE] });
    const made = await assertion({ aud: `${neighbour.issuer}/oauth2/token` });
    const there = await theirs.token({ grant_type: GRANT_TYPE, assertion: made });
    expectRefusal(there, 400, "invalid_grant");
    const url = `${tenant.issuer}/admin/trust/grants/jwt-bearer/issuers/${trustedId}`;
    expect((await tenant.grantry.admin.call("DELETE", url)).status).toBe(204);
    expectRefusal(await redeem(await assertion()), 400, "invalid_grant");
  });
});
