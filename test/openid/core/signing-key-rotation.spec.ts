import type { AuditEvent, ListAuditEvents, SigningKey } from "@grantry/contracts";
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from "jose";
import { answerOf, type Answer } from "../../oauth2/answer.js";
import { RelyingParty } from "../../oauth2/relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../../oauth2/tenant.js";
import { localFetch } from "../../support/local-fetch.js";

const PRIVATE = /"(?:d|p|q|dp|dq|qi|k|privateKey|private_key)"/;

describe("a signing key that is rotated on request (OpenID Connect Core §10.1.1)", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await newTenant();
  });

  const call = (method: string, path: string, options: { at?: Tenant; token?: string } = {}) => {
    const { issuer, grantry } = options.at ?? tenant;
    const authorization = `Bearer ${options.token ?? grantry.token}`;
    return answerOf(
      localFetch(`${issuer}/admin/signing-keys${path}`, { method, headers: { authorization } }),
    );
  };
  const keysOf = (answer: Answer) => JSON.parse(answer.text) as SigningKey[];
  const kidOf = (keys: readonly SigningKey[], state: SigningKey["state"]) =>
    keys.find((key) => key.state === state && key.algorithm === "RS256")?.kid ?? "";

  /** A token of one permission, once the plane knows it. */
  const tokenWith = async (permission: string): Promise<string> => {
    const { admin, addresses } = tenant.grantry;
    const made = await admin.call("POST", `${addresses.api}/personal-access-tokens`, {
      name: `signing ${permission} ${Math.random()}`,
      permissions: [permission],
    });
    const { value } = (await made.json()) as { value: string };
    for (let tries = 0; tries < 50; tries += 1) {
      if ((await call("GET", "", { token: value })).status !== 401) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return value;
  };

  it("shows each key's state and times, and no private part", async () => {
    const answer = await call("GET", "");
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(PRIVATE);
    const keys = keysOf(answer);
    expect(keys.map(({ algorithm, state }) => `${algorithm} ${state}`).toSorted()).toEqual(
      expect.arrayContaining(["RS256 current", "RS256 next"]),
    );
    const current = keys.find(({ kid }) => kid === kidOf(keys, "current"));
    expect(current).toMatchObject({
      activated_at: expect.any(String),
      retired_at: null,
      expires_at: null,
    });
  });

  it("hands over to its announced successor, and what it signed goes on verifying", async () => {
    const party = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
    const signed = async () =>
      String((await party.token({ grant_type: "client_credentials" })).body["access_token"]);
    const before = keysOf(await call("GET", ""));
    const old = await signed();
    expect(decodeProtectedHeader(old).kid).toBe(kidOf(before, "current"));

    // Asked twice, it rotates once.
    const answers = await Promise.all(
      [1, 2].map(() => call("POST", `/${kidOf(before, "current")}/retire`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const after = keysOf(await call("GET", ""));
    expect(kidOf(after, "current")).toBe(kidOf(before, "next"));
    expect(after.find(({ kid }) => kid === kidOf(before, "current"))).toMatchObject({
      state: "retired",
      retired_at: expect.any(String),
      expires_at: expect.any(String),
    });
    expect(after.filter(({ algorithm }) => algorithm === "RS256")).toHaveLength(3);

    const fresh = await signed();
    expect(decodeProtectedHeader(fresh).kid).toBe(kidOf(after, "current"));
    const jwks = createRemoteJWKSet(new URL(`${tenant.issuer}/.well-known/jwks.json`), {
      [customFetch]: localFetch,
    });
    for (const token of [old, fresh]) {
      await jwtVerify(token, jwks, { issuer: tenant.issuer });
      expect((await party.introspect(token))["active"]).toBe(true);
    }
  });

  it("leaves one event that names the key", async () => {
    const { grantry } = tenant;
    const kid = kidOf(keysOf(await call("GET", "")), "current");
    const proxied = `${grantry.addresses.api}/projects/${tenant.project.slug}/admin/signing-keys/${kid}/retire`;
    expect((await grantry.admin.call("POST", proxied)).status).toBe(200);
    const log = `${grantry.addresses.api}/audit-events?target=${encodeURIComponent(kid)}`;
    const { events } = (await (await grantry.admin.call("GET", log)).json()) as ListAuditEvents;
    expect(events.map(({ action, target }: AuditEvent) => [action, target.id])).toEqual([
      ["keys.rotate", kid],
    ]);
  });

  it("is rotated by who may write keys, is no neighbour's, and has to be there", async () => {
    const kid = kidOf(keysOf(await call("GET", "")), "current");
    const reader = await tokenWith("keys:read");
    expect((await call("GET", "", { token: reader })).status).toBe(200);
    const refused = await call("POST", `/${kid}/retire`, { token: reader });
    expect(refused.status).toBe(403);
    expect(refused.body["error_description"]).toContain("keys:write");
    const stranger = await tokenWith("clients:read");
    expect((await call("GET", "", { token: stranger })).status).toBe(403);
    const neighbour = await neighbourOf(tenant);
    expect((await call("GET", "", { at: neighbour })).text).not.toContain(kid);
    expect((await call("POST", `/${kid}/retire`, { at: neighbour })).status).toBe(404);
    expect((await call("POST", "/none/retire")).status).toBe(404);
    expect(kidOf(keysOf(await call("GET", "")), "current")).toBe(kid);
  });
});
