import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../answer.js";
import { configure } from "../configuration.js";
import { CALLBACK, RelyingParty } from "../relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../tenant.js";

const ENABLED = "oidc.dynamic_client_registration.enabled";
const PROTECTED = "oidc.dynamic_client_registration.initial_access_token_required";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant();
});

async function call(
  method: string,
  path: string,
  body?: unknown,
  token?: string,
  at: Tenant = tenant,
): Promise<Answer> {
  return await answerOf(
    localFetch(`${at.issuer}/oauth2/register${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

const metadata = async () =>
  (await answerOf(localFetch(`${tenant.issuer}/.well-known/openid-configuration`))).body;

describe("dynamic registration (RFC 7591)", () => {
  it("is off, and not announced, until a project turns it on", async () => {
    expect(await metadata()).not.toHaveProperty("registration_endpoint");
    const answer = await call("POST", "", { redirect_uris: [CALLBACK] });
    expect([403, 404]).toContain(answer.status);
    await configure(tenant, { [ENABLED]: true });
    expect(await metadata()).toMatchObject({
      registration_endpoint: `${tenant.issuer}/oauth2/register`,
    });
  });

  it("answers the client with the defaults of OpenID Connect Registration §2 (§3.2.1)", async () => {
    const answer = await call("POST", "", { client_name: "An app", redirect_uris: [CALLBACK] });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.body).toMatchObject({
      client_name: "An app",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
      client_secret_expires_at: 0,
      registration_client_uri: `${tenant.issuer}/oauth2/register/${String(answer.body["client_id"])}`,
      registration_access_token: expect.stringMatching(/^gry_rat_/),
    });
    const client = new RelyingParty(tenant, answer.body as RelyingParty["client"]);
    expect(await client.tokens({ scope: "openid" })).toMatchObject({ token_type: "bearer" });
  });

  it.each([
    [{ redirect_uris: ["http://evil.example/#fragment"] }, "invalid_redirect_uri"],
    [{ redirect_uris: ["http://app.example.com/callback"] }, "invalid_redirect_uri"],
    [{ redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
    [{ redirect_uris: ["/callback"] }, "invalid_redirect_uri"],
    [{ redirect_uris: [CALLBACK, 1] }, "invalid_redirect_uri"],
    [{ redirect_uris: CALLBACK }, "invalid_redirect_uri"],
    [{ redirect_uris: [] }, "invalid_redirect_uri"],
    [{}, "invalid_redirect_uri"],
    [[CALLBACK], "invalid_client_metadata"],
  ])("refuses %j (§3.2.2)", async (body, error) => {
    expectRefusal(await call("POST", "", body), 400, error);
  });

  it.each<[string, unknown]>([
    ["token_endpoint_auth_method", "magic"],
    ["subject_type", "none"],
    ["id_token_signed_response_alg", "none"],
    ["jwks", { keys: [null] }],
    ["client_uri", "javascript:alert(1)"],
    ["metadata", { plan: "gold" }],
    ["access_token_strategy", "jwt"],
    ["skip_consent", true],
    ["skip_logout_consent", true],
    ["owner", "somebody"],
    ["client_secret", "chosen-by-myself"],
    ["refresh_token_grant_refresh_token_lifespan", "87600h"],
    ["client_credentials_grant_access_token_lifespan", "720h"],
  ])("does not let a client set %s to %j (§3.2.2)", async (name, value) => {
    const answer = await call("POST", "", { redirect_uris: [CALLBACK], [name]: value });
    expectRefusal(answer, 400, "invalid_client_metadata");
    expect(answer.body["error_description"]).toContain(name === "client_secret" ? "secret" : name);
  });

  it("asks for an initial access token where the project says so (§3)", async () => {
    await configure(tenant, { [ENABLED]: true, [PROTECTED]: true });
    const body = { redirect_uris: [CALLBACK] };
    expect((await call("POST", "", body)).status).toBe(401);
    expect((await call("POST", "", body, tenant.grantry.token)).status).toBe(201);
    await configure(tenant, { [PROTECTED]: false });
  });
});

describe("the client configuration endpoint (RFC 7592)", () => {
  async function registered(): Promise<{ path: string; token: string; body: Answer["body"] }> {
    const { body } = await call("POST", "", { client_name: "Mine", redirect_uris: [CALLBACK] });
    return {
      path: `/${String(body["client_id"])}`,
      token: String(body["registration_access_token"]),
      body,
    };
  }

  it("shows the client to who holds its token, with its own address, without a secret (§2.1, §3)", async () => {
    const { path, token } = await registered();
    const answer = await call("GET", path, undefined, token);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      client_name: "Mine",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      registration_client_uri: `${tenant.issuer}/oauth2/register${path}`,
      registration_access_token: token,
    });
    expect(answer.body).not.toHaveProperty("client_secret");
  });

  it("replaces it and gives a new token; the old one is worth nothing (§2.2, §5)", async () => {
    const { path, token, body } = await registered();
    const change = { client_id: body["client_id"], client_name: "Ours", redirect_uris: [CALLBACK] };
    const answer = await call("PUT", path, change, token);
    expect([answer.status, answer.body["client_name"]]).toEqual([200, "Ours"]);
    expect((await call("GET", path, undefined, token)).status).toBe(401);
    const next = String(answer.body["registration_access_token"]);
    expect((await call("GET", path, undefined, next)).status).toBe(200);
  });

  it("takes back whole what it answered, the secret too, and no other secret (§2.2)", async () => {
    const { path, token, body } = await registered();
    const shown = (await call("GET", path, undefined, token)).body;
    const answer = await call("PUT", path, { ...body, ...shown, client_name: "Ours" }, token);
    expect([answer.status, answer.body["client_name"]]).toEqual([200, "Ours"]);
    const client = new RelyingParty(tenant, body as RelyingParty["client"]);
    expect(await client.tokens({ scope: "openid" })).toMatchObject({ token_type: "bearer" });
    const next = String(answer.body["registration_access_token"]);
    for (const change of [{ client_secret: "chosen-by-myself" }, { skip_consent: true }]) {
      const refused = await call("PUT", path, { redirect_uris: [CALLBACK], ...change }, next);
      expectRefusal(refused, 400, "invalid_client_metadata");
    }
  });

  it("leaves what the administrator set (§2.2)", async () => {
    const { path, token, body } = await registered();
    const lifespan = { client_credentials_grant_access_token_lifespan: "2m0s" };
    const admin = `${tenant.issuer}/admin/clients${path}/lifespans`;
    expect((await tenant.grantry.admin.call("PUT", admin, lifespan)).status).toBe(200);
    const change = { client_id: body["client_id"], client_name: "Ours", redirect_uris: [CALLBACK] };
    expect((await call("PUT", path, change, token)).body).toMatchObject(lifespan);
  });

  it("removes it with everything it could do (§2.3)", async () => {
    const { path, token, body } = await registered();
    expect((await call("DELETE", path, undefined, token)).status).toBe(204);
    expect((await call("GET", path, undefined, token)).status).toBe(401);
    const gone = new RelyingParty(tenant, body as RelyingParty["client"]);
    const answer = await gone.token({ grant_type: "client_credentials" });
    expectRefusal(answer, 401, "invalid_client");
  });

  it("is nobody else's: another client's token, none, and a neighbour's project", async () => {
    const [mine, other] = [await registered(), await registered()];
    const neighbour = await neighbourOf(tenant);
    await configure(neighbour, { [ENABLED]: true });
    const answers = [
      await call("GET", mine.path),
      await call("GET", mine.path, undefined, other.token),
      await call("DELETE", mine.path, undefined, other.token),
      await call("PUT", mine.path, {}, other.token),
      await call("GET", mine.path, undefined, mine.token, neighbour),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await call("GET", mine.path, undefined, mine.token)).status).toBe(200);
  });
});
