import { localFetch } from "../support/local-fetch.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

/** Values that somebody will send one day. */
const NASTY = [
  "",
  " ",
  "\0",
  "a\0b",
  "%",
  "\ud800",
  "🦊",
  "null",
  "-1",
  "1e309",
  "99999999999999999999",
  "../../etc/passwd",
  "{}",
  "[]",
  "' or 1=1 --",
  "eyJhbGciOiJub25lIn0.e30.",
  "gry_at_AAAA",
  "gry_rt_!!!!",
  "__proto__",
  "x".repeat(5_000),
  "00000000-0000-0000-0000-000000000000",
];

const BODIES = [
  "",
  "null",
  "[]",
  "0",
  '"text"',
  "{",
  "{}",
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{}}}',
  '{"client_id":"a\\u0000b"}',
  '{"redirect_uris":[null,1,{}]}',
  '{"redirect_uris":"https://a"}',
  '{"jwks":{"keys":[null]}}',
  '{"jwks":[]}',
  '{"metadata":"a\\u0000b"}',
  '{"scope":{"a":1}}',
  '{"subject":null}',
  '{"subject":"a\\u0000b","remember_for":1e300}',
  '{"grant_scope":"openid","session":{"id_token":[]}}',
  '{"traits":null}',
  '{"traits":{"email":"a\\u0000@example.com"}}',
  '{"keys":[{}]}',
  '{"alg":"RS256","kid":"a\\u0000b","use":"sig"}',
  '{"issuer":1,"jwk":{"kty":"RSA","kid":"a"},"expires_at":"never"}',
  '[{"op":"replace","path":"/client_name","value":{"a":[1]}}]',
  '[{"op":"move","from":"/x","path":"/y"}]',
  '[{"op":"add","path":"/__proto__/x","value":1}]',
  '[null,1,"x"]',
  `{"client_name":"${"x".repeat(70_000)}"}`,
  `{"metadata":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
];

const PARAMETERS = [
  "client_id",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "nonce",
  "prompt",
  "max_age",
  "claims",
  "acr_values",
  "ui_locales",
  "id_token_hint",
  "request",
  "request_uri",
  "resource",
  "audience",
  "code_challenge",
  "code_challenge_method",
  "login_verifier",
  "consent_verifier",
];

const TOKEN_PARAMETERS = [
  "grant_type",
  "code",
  "code_verifier",
  "redirect_uri",
  "refresh_token",
  "device_code",
  "assertion",
  "client_assertion",
  "client_assertion_type",
  "scope",
  "resource",
  "token",
];

describe("whatever is sent, no request yields 500", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant();
    client = await RelyingParty.register(tenant);
  });

  /** The answers of many requests that are faults, each with what was asked. */
  async function faults(requests: readonly (readonly [string, RequestInit])[]): Promise<string[]> {
    const found: string[] = [];
    for (const [path, init] of requests) {
      const { status } = await localFetch(`${tenant.issuer}${path}`, init);
      if (status >= 500)
        found.push(`${status} ${init.method ?? "GET"} ${path} ${JSON.stringify(init.body)}`);
    }
    return found;
  }

  const form = (fields: Readonly<Record<string, string>>, authorization = client.basic) =>
    ({
      method: "POST",
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    }) satisfies RequestInit;

  const admin = (method: string, body?: string): RequestInit => ({
    method,
    headers: {
      authorization: `Bearer ${tenant.grantry.token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
  });

  it.each(PARAMETERS)("the parameter %s of an authorization request", async (name) => {
    const usual = new URL(client.authorizationUrl()).searchParams;
    const requests = NASTY.map((value) => {
      const query = new URLSearchParams(usual);
      query.set(name, value);
      return [`/oauth2/auth?${query}`, {}] as const;
    });
    expect(await faults(requests)).toEqual([]);
  });

  it.each(["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/device/auth"])(
    "the form of %s",
    async (path) => {
      const grants = ["authorization_code", "refresh_token", "client_credentials"];
      const requests = TOKEN_PARAMETERS.flatMap((name, index) =>
        NASTY.map((value) => {
          const grantType = grants[index % grants.length] ?? "";
          return [path, form({ grant_type: grantType, [name]: value })] as const;
        }),
      );
      expect(await faults(requests)).toEqual([]);
    },
  );

  it("credentials in the Authorization header", async () => {
    const values = [
      "Basic",
      "Basic !",
      "Basic Og==",
      "Basic AAAA",
      "Bearer",
      "Digest x",
      "x".repeat(5_000),
    ];
    const requests = values.flatMap((authorization) => [
      ["/oauth2/token", form({ grant_type: "client_credentials" }, authorization)] as const,
      ["/userinfo", { headers: { authorization } }] as const,
      ["/admin/clients", { headers: { authorization } }] as const,
    ]);
    expect(await faults(requests)).toEqual([]);
  });

  it.each([
    ["POST", "/admin/clients"],
    ["PUT", "/admin/clients/{client}"],
    ["PATCH", "/admin/clients/{client}"],
    ["PUT", "/admin/clients/{client}/lifespans"],
    ["POST", "/admin/keys/a-set"],
    ["PUT", "/admin/keys/a-set"],
    ["PUT", "/admin/keys/a-set/a-key"],
    ["POST", "/admin/keys/hydra.jwt.access-token"],
    ["POST", "/admin/identities"],
    ["PUT", "/admin/identities/00000000-0000-4000-8000-000000000000"],
    ["POST", "/admin/trust/grants/jwt-bearer/issuers"],
    ["PUT", "/admin/oauth2/auth/requests/login/accept?login_challenge=x"],
    ["PUT", "/admin/oauth2/auth/requests/consent/accept?consent_challenge=x"],
    ["PUT", "/admin/oauth2/auth/requests/consent/reject?consent_challenge=x"],
    ["PUT", "/admin/oauth2/auth/requests/logout/accept?logout_challenge=x"],
    ["PUT", "/admin/oauth2/auth/requests/device/accept?device_challenge=x"],
    ["POST", "/oauth2/register"],
  ])("the body of %s %s", async (method, path) => {
    const at = path.replace("{client}", client.id);
    expect(await faults(BODIES.map((body) => [at, admin(method, body)] as const))).toEqual([]);
  });

  it.each([
    "/admin/clients/{}",
    "/admin/clients?page_token={}",
    "/admin/clients?page_size={}",
    "/admin/clients?client_name={}&owner={}",
    "/admin/keys/{}",
    "/admin/keys/a/{}",
    "/admin/identities/{}",
    "/admin/identities/{}/sessions",
    "/admin/identities?credentials_identifier={}",
    "/admin/logs?since={}",
    "/admin/deliveries?kind={}",
    "/admin/oauth2/auth/requests/login?login_challenge={}",
    "/admin/oauth2/auth/requests/consent?consent_challenge={}",
    "/admin/oauth2/auth/requests/logout?logout_challenge={}",
    "/admin/oauth2/auth/sessions/consent?subject={}",
    "/admin/trust/grants/jwt-bearer/issuers/{}",
    "/oauth2/register/{}",
    "/oauth2/sessions/logout?id_token_hint={}",
    "/oauth2/sessions/logout?logout_verifier={}",
    "/oauth2/device/verify?user_code={}",
    "/ui/login?login_challenge={}",
    "/ui/consent?consent_challenge={}",
    "/ui/login?flow={}&return_to={}",
    "/ui/error?error={}&error_description={}",
  ])("the address %s", async (path) => {
    const requests = NASTY.filter((value) => value !== "").flatMap((value) => {
      const written = path.replaceAll("{}", encodeURIComponent(Buffer.from(value).toString()));
      return [
        [written, admin("GET")],
        [written, admin("DELETE")],
      ] as const;
    });
    expect(await faults(requests)).toEqual([]);
  });

  it("escapes in a path that are no text", async () => {
    const paths = ["/admin/clients/%", "/admin/clients/%ff", "/admin/keys/%00", "/%E0%A4%A", "//"];
    expect(await faults(paths.map((path) => [path, admin("GET")] as const))).toEqual([]);
  });

  it.each([
    ["POST", "/admin/clients/{client}/secrets/rotate", 200],
    ["DELETE", "/admin/clients/{client}/secrets/rotate", 200],
    ["DELETE", "/admin/oauth2/tokens?client_id={client}", 204],
    ["DELETE", "/admin/oauth2/auth/sessions/login?subject=nobody", 204],
    ["PUT", "/admin/clients/{client}/lifespans", 400],
  ])("takes an empty body of type JSON for none: %s %s", async (method, path, status) => {
    const own = await RelyingParty.register(tenant);
    const url = `${tenant.issuer}${path.replace("{client}", own.id)}`;
    const authorization = `Bearer ${tenant.grantry.token}`;
    const headers = { authorization, "content-type": "application/json" };
    expect((await localFetch(url, { method, headers })).status).toBe(status);
  });
});
