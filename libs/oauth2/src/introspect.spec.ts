import { introspect, introspectAs } from "./introspect.js";
import { revokeToken } from "./revoke.js";
import { anIssuer, registerClient } from "./testing/builders.js";
import type { TestIssuer } from "./testing/builders.js";
import { refusalOf } from "./testing/refusal.js";
import { token } from "./token-endpoint/token.js";

const AUDIENCE = "https://api.example.com";
const INACTIVE = { active: false };

async function accessToken(issuer: TestIssuer, fields = {}, sent: Record<string, string> = {}) {
  const { client, authorization } = await registerClient(issuer, {
    audience: [AUDIENCE],
    ...fields,
  });
  const body = new URLSearchParams({ grant_type: "client_credentials", ...sent });
  const { access_token: value } = await token(issuer, { authorization, body });
  return { client, value };
}

describe.each(["opaque", "jwt"])("introspection of %s access tokens (RFC 7662)", (strategy) => {
  let issuer: TestIssuer;
  beforeEach(async () => {
    issuer = await anIssuer({ config: { strategies: { access_token: strategy } } });
  });

  test("tells what the token carries (§2.2)", async () => {
    const { client, value } = await accessToken(issuer, {}, { scope: "email", audience: AUDIENCE });
    const now = issuer.clock().getTime() / 1000;
    expect(await introspect(issuer, value)).toEqual({
      active: true,
      scope: "email",
      client_id: client.id,
      sub: client.id,
      exp: now + 3600,
      iat: now,
      nbf: now,
      aud: [AUDIENCE],
      iss: issuer.url,
      token_type: "Bearer",
      token_use: "access_token",
      ext: {},
    });
  });

  test("says inactive, and nothing more, of whatever is not good now", async () => {
    const { client, value } = await accessToken(issuer);
    const other = await accessToken(issuer);
    const stranger = await anIssuer();
    expect(await introspect(stranger, value)).toEqual(INACTIVE);
    for (const text of ["", "x", `${value}x`, value.slice(0, -1)]) {
      expect([text, await introspect(issuer, text)]).toEqual([text, INACTIVE]);
    }
    await revokeToken(issuer, value);
    expect(await introspect(issuer, value)).toEqual(INACTIVE);
    expect(await introspect(issuer, other.value)).toMatchObject({ active: true });
    await issuer.stores.clients.remove(other.client.id);
    expect(await introspect(issuer, other.value)).toEqual(INACTIVE);
    expect(client.id).not.toBe(other.client.id);
  });

  test("asks whether every scope wanted is covered", async () => {
    const { value } = await accessToken(
      issuer,
      { scope: "read.* write" },
      { scope: "read.* write" },
    );
    expect((await introspect(issuer, value, ["read.a", "write"])).active).toBe(true);
    expect(await introspect(issuer, value, ["read.a", "admin"])).toEqual(INACTIVE);
  });

  test("tells a client of its own tokens and of those it is the audience of (§4)", async () => {
    const { client, value } = await accessToken(issuer, {}, { audience: AUDIENCE });
    const api = (await registerClient(issuer, { audience: [AUDIENCE] })).client;
    const stranger = (await registerClient(issuer)).client;
    expect((await introspectAs(issuer, client, value)).active).toBe(true);
    expect((await introspectAs(issuer, api, value)).active).toBe(true);
    expect(await introspectAs(issuer, stranger, value)).toEqual(INACTIVE);
  });

  test("keeps tokens of a deleted client dead when its id is taken again (RFC 6749 §2.2)", async () => {
    const { client, value } = await accessToken(issuer);
    await issuer.stores.clients.remove(client.id);
    issuer.time.pass(60);
    await registerClient(issuer, { client_id: client.id });
    expect(await introspect(issuer, value)).toEqual(INACTIVE);
  });
});

test("a revocation that cannot be stored is 503, not a success (RFC 7009 §2.2.1)", async () => {
  const issuer = await anIssuer();
  const { value } = await accessToken(issuer);
  const down = () => Promise.reject(new Error("database is gone"));
  const broken = {
    ...issuer,
    stores: { ...issuer.stores, revocations: { ...issuer.stores.revocations, add: down } },
  };
  expect(await refusalOf(() => revokeToken(broken, value))).toEqual({
    code: "temporarily_unavailable",
    status: 503,
  });
  expect((await introspect(issuer, value)).active).toBe(true);
});
