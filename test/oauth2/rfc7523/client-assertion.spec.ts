import { createSecretKey, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expectRefusal, type Answer } from "../answer.js";
import { postForm, RelyingParty } from "../relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../tenant.js";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant();
});

async function present(assertion: string, clientId?: string): Promise<Answer> {
  return await postForm(`${tenant.issuer}/oauth2/token`, {
    grant_type: "client_credentials",
    client_assertion_type: JWT_BEARER,
    client_assertion: assertion,
    client_id: clientId,
  });
}

interface Assertion {
  readonly alg: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly expiresIn?: string;
}

describe.each(["RS256", "PS256", "ES256", "EdDSA"])(
  "private_key_jwt with %s (RFC 7523 §2.2)",
  (alg) => {
    let client: RelyingParty;
    let key: CryptoKey;
    beforeAll(async () => {
      const pair = await generateKeyPair(alg, { extractable: true });
      key = pair.privateKey;
      const jwk = { ...(await exportJWK(pair.publicKey)), kid: "mine", use: "sig", alg };
      client = await RelyingParty.register(tenant, {
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [jwk] },
      });
    });

    async function assertion({ claims = {}, expiresIn = "1m" }: Partial<Assertion> = {}) {
      return await new SignJWT({
        iss: client.id,
        sub: client.id,
        aud: `${tenant.issuer}/oauth2/token`,
        jti: randomUUID(),
        ...claims,
      })
        .setProtectedHeader({ alg, kid: "mine" })
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(key);
    }

    it("proves the client, with the token endpoint or the issuer as audience", async () => {
      for (const aud of [`${tenant.issuer}/oauth2/token`, tenant.issuer]) {
        const answer = await present(await assertion({ claims: { aud } }));
        expect(answer.status).toBe(200);
      }
    });

    it("proves the client at introspection and revocation, for the server or for the endpoint", async () => {
      for (const path of ["/oauth2/introspect", "/oauth2/revoke"]) {
        for (const aud of [tenant.issuer, `${tenant.issuer}/oauth2/token`, tenant.issuer + path]) {
          const answer = await postForm(tenant.issuer + path, {
            token: "unknown",
            client_assertion_type: JWT_BEARER,
            client_assertion: await assertion({ claims: { aud } }),
          });
          expect([path, aud, answer.status]).toEqual([path, aud, 200]);
        }
      }
    });

    it("is used once (§3, jti)", async () => {
      const once = await assertion();
      expect((await present(once)).status).toBe(200);
      expectRefusal(await present(once), 401, "invalid_client");
    });

    it.each([
      ["another audience", { aud: "https://elsewhere.example" }],
      ["another subject", { sub: "another" }],
      ["another issuer", { iss: "another" }],
    ])("is refused with %s", async (_, claims) => {
      expectRefusal(await present(await assertion({ claims })), 401, "invalid_client");
    });

    it("is refused once it has expired, and beside a client_id of another client", async () => {
      expectRefusal(await present(await assertion({ expiresIn: "-1m" })), 401, "invalid_client");
      const other = await RelyingParty.register(tenant);
      const mixed = await present(await assertion(), other.id);
      expect([400, 401]).toContain(mixed.status);
    });

    it("is worth nothing at another project", async () => {
      const neighbour = await neighbourOf(tenant);
      const answer = await postForm(`${neighbour.issuer}/oauth2/token`, {
        grant_type: "client_credentials",
        client_assertion_type: JWT_BEARER,
        client_assertion: await assertion(),
      });
      expectRefusal(answer, 401, "invalid_client");
    });
  },
);

describe("client_secret_jwt (OpenID Connect Core §9)", () => {
  it("proves the client by its secret, and only the client that registered the method", async () => {
    const client = await RelyingParty.register(tenant, {
      token_endpoint_auth_method: "client_secret_jwt",
    });
    const made = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(client.id)
      .setSubject(client.id)
      .setAudience(tenant.issuer)
      .setExpirationTime("1m")
      .sign(createSecretKey(Buffer.from(client.secret)));
    expect((await present(made)).status).toBe(200);
    const basic = await client.token({ grant_type: "client_credentials" });
    expectRefusal(basic, 401, "invalid_client");
  });
});
