import { localFetch } from "../support/local-fetch.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

const APP = "https://app.acme.example";
const SPA = "https://spa.example.com";
const STRANGER = "https://stranger.example";

const allowed = (answer: Response) => answer.headers.get("access-control-allow-origin");

async function setCors(tenant: Tenant, side: "cors_public" | "cors_admin", value: unknown) {
  const { admin, addresses } = tenant.grantry;
  const url = `${addresses.api}/projects/${tenant.project.id}`;
  const changed = await admin.call("PATCH", url, [{ op: "replace", path: `/${side}`, value }]);
  expect(changed.status).toBe(200);
}

async function withCors(side: "cors_public" | "cors_admin", origins: string[]): Promise<Tenant> {
  const tenant = await newTenant();
  await setCors(tenant, side, { enabled: true, origins });
  const probe = side === "cors_public" ? "/oauth2/revoke" : "/admin/clients";
  const [first] = origins;
  if (first === undefined) return tenant;
  const origin = first === "*" ? STRANGER : first;
  await until(async () => allowed(await call(tenant, probe, origin, { method: "GET" })) !== null);
  return tenant;
}

async function call(
  tenant: Tenant,
  path: string,
  origin: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Response> {
  const headers = { origin, ...init.headers };
  const answer = await localFetch(`${tenant.issuer}${path}`, { method: "POST", ...init, headers });
  await answer.body?.cancel();
  return answer;
}

function preflight(tenant: Tenant, path: string, origin: string, method = "POST") {
  const headers = {
    "access-control-request-method": method,
    "access-control-request-headers": "authorization,content-type",
  };
  return call(tenant, path, origin, { method: "OPTIONS", headers });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50 && !(await condition()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("while CORS is switched off", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await newTenant();
    await setCors(tenant, "cors_public", { enabled: false, origins: [] });
    await until(async () => allowed(await preflight(tenant, "/oauth2/token", APP)) === null);
  });

  it("nothing but metadata is readable from other origins", async () => {
    expect(allowed(await preflight(tenant, "/oauth2/token", APP))).toBeNull();
    expect(allowed(await call(tenant, "/oauth2/token", APP))).toBeNull();
    for (const path of ["/.well-known/openid-configuration", "/.well-known/jwks.json"]) {
      const answer = await call(tenant, path, STRANGER, { method: "GET" });
      expect(allowed(answer)).toBe("*");
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(allowed(await preflight(tenant, path, STRANGER, "GET"))).toBe("*");
    }
  });
});

describe("the public side with origins", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await withCors("cors_public", [APP, "https://*.apps.example"]);
  });

  it.each([
    "/oauth2/token",
    "/oauth2/revoke",
    "/oauth2/introspect",
    "/userinfo",
    "/oauth2/register",
    "/oauth2/device/auth",
  ])("%s answers preflights and lets a named origin read", async (path) => {
    const asked = await preflight(tenant, path, APP);
    expect(asked.status).toBe(204);
    expect(allowed(asked)).toBe(APP);
    expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
    expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect(asked.headers.get("vary")).toContain("Origin");
    for (const origin of [APP, "https://one.apps.example"]) {
      const answer = await call(tenant, path, origin);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(allowed(answer)).toBe(origin);
      expect(answer.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
    }
    const stranger = await call(tenant, path, STRANGER);
    expect(allowed(stranger)).toBeNull();
    expect(stranger.headers.get("vary")).toContain("Origin");
  });

  it("never opens the authorization endpoint, pages or the admin API", async () => {
    for (const path of ["/oauth2/auth", "/oauth2/sessions/logout", "/ui/login"]) {
      expect(allowed(await call(tenant, path, APP, { method: "GET" }))).toBeNull();
      expect(allowed(await preflight(tenant, path, APP, "GET"))).toBeNull();
    }
    expect(allowed(await preflight(tenant, "/admin/clients", APP, "GET"))).toBeNull();
    expect(allowed(await call(tenant, "/admin/clients", APP, { method: "GET" }))).toBeNull();
  });

  it("allows the origins a client registered, for that client only", async () => {
    const client = await RelyingParty.register(tenant, { allowed_cors_origins: [SPA] });
    const other = await RelyingParty.register(tenant);
    const body = "grant_type=client_credentials";
    const headers = (party: RelyingParty) => ({ ...FORM, authorization: party.basic });
    const own = await call(tenant, "/oauth2/token", SPA, { body, headers: headers(client) });
    expect([own.status, allowed(own)]).toEqual([200, SPA]);
    const foreign = await call(tenant, "/oauth2/token", SPA, { body, headers: headers(other) });
    expect([foreign.status, allowed(foreign)]).toEqual([200, null]);
    const named = await call(tenant, "/oauth2/token", SPA, {
      body: `${body}&client_id=${client.id}&client_secret=wrong`,
      headers: FORM,
    });
    expect([named.status, allowed(named)]).toEqual([401, SPA]);
  });

  it("allows a client without credentials the origin that receives its codes", async () => {
    const spa = await RelyingParty.registerPublic(tenant, { redirect_uris: [`${SPA}/callback`] });
    const body = `grant_type=refresh_token&refresh_token=none&client_id=${spa.id}`;
    const own = await call(tenant, "/oauth2/token", SPA, { body, headers: FORM });
    expect([own.status, allowed(own)]).toEqual([400, SPA]);
    const other = await call(tenant, "/oauth2/token", STRANGER, { body, headers: FORM });
    expect(allowed(other)).toBeNull();
  });

  it("knows the client of an access token at userinfo", async () => {
    const client = await RelyingParty.register(tenant, { allowed_cors_origins: [SPA] });
    const { access_token: token } = await client.tokens();
    const headers = { authorization: `Bearer ${token}` };
    const answer = await call(tenant, "/userinfo", SPA, { method: "GET", headers });
    expect([answer.status, allowed(answer)]).toEqual([200, SPA]);
    expect(
      allowed(await call(tenant, "/userinfo", STRANGER, { method: "GET", headers })),
    ).toBeNull();
  });

  it("allows every origin without credentials where the project says so", async () => {
    const open = await withCors("cors_public", ["*"]);
    const answer = await call(open, "/oauth2/token", STRANGER);
    expect(allowed(answer)).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("the admin side", () => {
  it("lets named origins call, and no other", async () => {
    const tenant = await withCors("cors_admin", [APP]);
    const asked = await preflight(tenant, "/admin/clients", APP, "GET");
    expect([asked.status, allowed(asked)]).toEqual([204, APP]);
    expect(allowed(await preflight(tenant, "/admin/clients", STRANGER, "GET"))).toBeNull();
    const headers = { authorization: `Bearer ${tenant.grantry.token}` };
    const list = await call(tenant, "/admin/clients", APP, { method: "GET", headers });
    expect([list.status, allowed(list)]).toEqual([200, APP]);
    const stranger = await call(tenant, "/admin/clients", STRANGER, { method: "GET", headers });
    expect(allowed(stranger)).toBeNull();
    expect(allowed(await call(tenant, "/oauth2/token", APP))).toBeNull();
  });
});
