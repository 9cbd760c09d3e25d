import { startGrantry } from "../support/grantry.js";
import { localFetch } from "../support/local-fetch.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

async function headersOf(url: string, init: RequestInit = {}): Promise<Headers> {
  const answer = await localFetch(url, { redirect: "manual", ...init });
  await answer.body?.cancel();
  return answer.headers;
}

describe("every answer of a data plane", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await newTenant();
  });

  it.each([
    ["GET", "/oauth2/auth"],
    ["POST", "/oauth2/token"],
    ["GET", "/userinfo"],
    ["GET", "/admin/clients"],
    ["GET", "/.well-known/openid-configuration"],
    ["GET", "/health/alive"],
    ["GET", "/ui/login"],
    ["GET", "/nowhere"],
  ])("is not guessed at and tells no address on: %s %s", async (method, path) => {
    const headers = await headersOf(`${tenant.issuer}${path}`, { method });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it.each(["/oauth2/auth", "/ui/logged-out", "/ui/device/success", "/ui/nowhere"])(
    "is not framed when it is a page: %s",
    async (path) => {
      const answer = await localFetch(tenant.issuer + path);
      await answer.body?.cancel();
      expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
      expect(answer.headers.get("x-frame-options")).toBe("DENY");
      const policy = answer.headers.get("content-security-policy");
      expect(policy).toContain("frame-ancestors 'none'");
    },
  );

  it("is not kept, but for metadata", async () => {
    for (const path of ["/oauth2/token", "/userinfo", "/admin/clients", "/nowhere"]) {
      const headers = await headersOf(`${tenant.issuer}${path}`);
      expect(headers.get("cache-control")).toContain("no-store");
    }
    const metadata = await headersOf(`${tenant.issuer}/.well-known/jwks.json`);
    expect(metadata.get("cache-control")).toMatch(/^public, max-age=\d+$/);
  });

  it("asks for https from now on where the installation is reached by https (RFC 6797)", async () => {
    const grantry = await startGrantry({ env: { GRANTRY_PUBLIC_SCHEME: "https" } });
    try {
      const slug = "console";
      const headers = await headersOf(`${grantry.planeUrl()}/p/${slug}/.well-known/jwks.json`);
      expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}$/);
    } finally {
      await grantry.stop();
    }
  }, 120_000);
});
