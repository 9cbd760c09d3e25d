import { decodeProtectedHeader } from "jose";
import { localFetch } from "../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../oauth2/answer.js";
import { configure } from "../oauth2/configuration.js";
import { CALLBACK, RelyingParty } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

describe("a change of the configuration counts within a second (contract §4)", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant();
    client = await RelyingParty.register(tenant, { scope: "openid photos.*" });
    // Everything has been asked for once, so that whatever is kept is kept.
    await machine("photos.read");
    await client.begin({ scope: "openid" });
    await metadata();
  });

  const machine = (scope?: string): Promise<Answer> =>
    client.token({ grant_type: "client_credentials", scope });
  const metadata = async () =>
    (await answerOf(localFetch(`${tenant.issuer}/.well-known/openid-configuration`))).body;

  test("for lifetimes, pages, strategies and what discovery says, all at once", async () => {
    const before = await machine("photos.read");
    expect([before.status, before.body["expires_in"]]).toEqual([200, 3_600]);
    expect((await metadata())["subject_types_supported"]).toEqual(["public"]);
    await configure(tenant, {
      "ttl.access_token": "7m0s",
      "urls.login": "https://login.example.com/sign-in",
      "strategies.access_token": "jwt",
      "strategies.scope": "exact",
      "oidc.subject_identifiers.supported_types": ["public", "pairwise"],
      "oidc.dynamic_client_registration.enabled": true,
    });
    expectRefusal(await machine("photos.read"), 400, "invalid_scope");
    const after = await machine("photos.*");
    expect([after.status, after.body["expires_in"]]).toEqual([200, 420]);
    expect(decodeProtectedHeader(String(after.body["access_token"]))).toMatchObject({
      typ: "at+jwt",
    });
    const page = new URL((await client.begin({ scope: "openid" })).headers.get("location") ?? "");
    expect(page.origin + page.pathname).toBe("https://login.example.com/sign-in");
    expect(await metadata()).toMatchObject({
      subject_types_supported: ["public", "pairwise"],
      registration_endpoint: `${tenant.issuer}/oauth2/register`,
    });
  });

  test("and back, with a client's own access_token_strategy before the project's", async () => {
    const own = await RelyingParty.register(tenant, { access_token_strategy: "opaque" });
    const grant = { grant_type: "client_credentials" };
    expect((await own.token(grant)).body["access_token"]).toEqual(
      expect.stringMatching(/^gry_at_/),
    );
    const names = [
      "ttl.access_token",
      "urls.login",
      "strategies.access_token",
      "strategies.scope",
      "oidc.subject_identifiers.supported_types",
      "oidc.dynamic_client_registration.enabled",
    ];
    await configure(tenant, Object.fromEntries(names.map((name) => [name, null])));
    const after = await machine("photos.read");
    expect([after.status, after.body["expires_in"]]).toEqual([200, 3_600]);
    expect(after.body["access_token"]).toEqual(expect.stringMatching(/^gry_at_/));
    const page = new URL((await client.begin({ scope: "openid" })).headers.get("location") ?? "");
    expect(page.href.startsWith(`${tenant.issuer}/ui/login`)).toBe(true);
    expect(await metadata()).not.toHaveProperty("registration_endpoint");
    const register = await answerOf(
      localFetch(`${tenant.issuer}/oauth2/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ redirect_uris: [CALLBACK] }),
      }),
    );
    expect(register.status).toBe(404);
    await expect(RelyingParty.register(tenant, { subject_type: "pairwise" })).rejects.toThrow(
      /subject_type/,
    );
  });
});
