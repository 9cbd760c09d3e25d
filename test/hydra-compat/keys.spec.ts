import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from "jose";
import { localFetch } from "../support/local-fetch.js";
import { answerOf, type Answer } from "../oauth2/answer.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../oauth2/tenant.js";

type Jwk = Record<string, string>;

const ACCESS_TOKEN_SET = "hydra.jwt.access-token";

const UNKNOWN = {
  error: "Not Found",
  error_description: "Unable to locate the requested resource",
};
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "k"];

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant();
});

async function call(
  method: string,
  path: string,
  body?: unknown,
  options: { readonly at?: Tenant; readonly token?: string } = {},
): Promise<Answer> {
  const { issuer, grantry } = options.at ?? tenant;
  return await answerOf(
    localFetch(`${issuer}/admin/keys/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? grantry.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

function keysOf(answer: Answer): Jwk[] {
  return answer.body["keys"] as Jwk[];
}

/** A token of another reach than everything. */
async function tokenWith(permissions: string[]): Promise<string> {
  const { admin, addresses } = tenant.grantry;
  const made = await admin.call("POST", `${addresses.api}/personal-access-tokens`, {
    name: `keys ${permissions.join(" ")}`,
    permissions,
  });
  expect(made.status).toBe(201);
  return ((await made.json()) as { value: string }).value;
}

async function untilKnown(token: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await call("GET", "hydra.openid.id-token", undefined, { token })).status !== 401) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("JWK sets of a project (Hydra's admin API of keys)", () => {
  it.each(["RS256", "RS512", "ES256", "ES512", "EdDSA"])("generate a key for %s", async (alg) => {
    const made = await call("POST", `set-${alg}`, { alg, kid: "first", use: "sig" });
    expect(made.status).toBe(201);
    expect(keysOf(made)).toEqual([expect.objectContaining({ alg, kid: "first", use: "sig" })]);
    const [jwk = {}] = keysOf(made);
    expect(() => createPrivateKey({ key: jwk, format: "jwk" })).not.toThrow();
    const set = await call("GET", `set-${alg}`);
    expect([set.status, keysOf(set)]).toEqual([200, keysOf(made)]);
    const one = await call("GET", `set-${alg}/first`);
    expect([one.status, keysOf(one)]).toEqual([200, keysOf(made)]);
  });

  it.each([{}, { kid: "" }])("name a key that comes with %j", async (name) => {
    const made = await call("POST", "unnamed", { alg: "ES256", use: "sig", ...name });
    expect(made.status).toBe(201);
    expect(keysOf(made)[0]?.["kid"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("add to a set, the newest key first, and refuse a name that is taken", async () => {
    const body = { alg: "ES256", kid: "one", use: "sig" };
    await call("POST", "growing", body);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await call("POST", "growing", { ...body, kid: "two" });
    expect(keysOf(await call("GET", "growing")).map(({ kid }) => kid)).toEqual(["two", "one"]);
    const again = await call("POST", "growing", body);
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      error:
        "Unable to insert or update resource because a resource with that value exists already",
      error_description: "",
    });
  });

  it("are imported whole: what is not in the body is gone", async () => {
    await call("POST", "imported", { alg: "ES256", kid: "old", use: "sig" });
    const own = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
    const body = { keys: [{ ...own, kid: "mine", use: "sig", alg: "EdDSA", note: "kept" }] };
    const put = await call("PUT", "imported", body);
    expect([put.status, put.body]).toEqual([200, body]);
    expect((await call("GET", "imported")).body).toEqual(body);
  });

  it("take one key under its own kid, whatever the path says", async () => {
    const own = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
    const key = { ...own, kid: "its-own", use: "sig" };
    const put = await call("PUT", "single/another", key);
    expect([put.status, put.body]).toEqual([200, key]);
    expect((await call("GET", "single/its-own")).body).toEqual({ keys: [key] });
    expect((await call("GET", "single/another")).status).toBe(404);
  });

  it("are removed by key and as a whole", async () => {
    const body = { alg: "ES256", kid: "one", use: "sig" };
    await call("POST", "leaving", body);
    await call("POST", "leaving", { ...body, kid: "two" });
    expect((await call("DELETE", "leaving/one")).status).toBe(204);
    expect(keysOf(await call("GET", "leaving")).map(({ kid }) => kid)).toEqual(["two"]);
    expect((await call("DELETE", "leaving")).status).toBe(204);
    const gone = await call("GET", "leaving");
    expect([gone.status, gone.body]).toEqual([404, expect.objectContaining(UNKNOWN)]);
    expect((await call("GET", "leaving/two")).body).toMatchObject(UNKNOWN);
  });

  it.each([
    [{}, "alg"],
    [{ alg: "none", kid: "a", use: "sig" }, "alg"],
    [{ alg: "ES256", kid: "x".repeat(256), use: "sig" }, "kid"],
    [{ alg: "ES256", kid: "half a character \ud800", use: "sig" }, "kid"],
    [{ alg: "ES256", kid: "a", use: "any" }, "use"],
  ])("refuse %j and name the member", async (body, member) => {
    const answer = await call("POST", "refused", body);
    expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_request"]);
    expect(answer.body["error_description"]).toContain(`'${member}'`);
  });

  it("refuse to import what is no key, and the same name twice", async () => {
    const key = { ...generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }), kid: "a" };
    for (const body of [
      {},
      { keys: "none" },
      { keys: [{ kty: "EC", kid: "a" }] },
      { keys: [key, key] },
    ]) {
      const answer = await call("PUT", "refused", body);
      expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_request"]);
    }
  });

  it("show private parts to who may write them, public parts to who may read", async () => {
    const body = { alg: "RS256", kid: "one", use: "sig" };
    await call("POST", "guarded", body);
    await call("POST", "guarded", { ...body, alg: "HS256", kid: "two" });
    const reader = await tokenWith(["keys:read"]);
    await untilKnown(reader);
    const seen = await call("GET", "guarded", undefined, { token: reader });
    expect(seen.status).toBe(200);
    expect(keysOf(seen)).toHaveLength(2);
    for (const name of PRIVATE)
      for (const key of keysOf(seen)) expect(key).not.toHaveProperty(name);
    const refused = await call("POST", "guarded", { ...body, kid: "x" }, { token: reader });
    expect(refused.status).toBe(403);
    expect(refused.body["error_description"]).toContain("keys:write");
    const stranger = await tokenWith(["clients:read"]);
    await untilKnown(stranger);
    expect((await call("GET", "guarded", undefined, { token: stranger })).status).toBe(403);
  });

  it("are another project's own: a neighbour sees and changes nothing", async () => {
    const neighbour = await neighbourOf(tenant);
    await call("POST", "mine", { alg: "ES256", kid: "one", use: "sig" });
    const before = (await call("GET", "mine")).text;
    expect((await call("GET", "mine", undefined, { at: neighbour })).status).toBe(404);
    expect((await call("GET", "mine/one", undefined, { at: neighbour })).status).toBe(404);
    await call("DELETE", "mine", undefined, { at: neighbour });
    await call("PUT", "mine", { keys: [] }, { at: neighbour });
    const same = { alg: "ES256", kid: "one", use: "sig" };
    expect((await call("POST", "mine", same, { at: neighbour })).status).toBe(201);
    expect((await call("GET", "mine")).text).toBe(before);
  });
});

describe.each(["hydra.openid.id-token", "hydra.jwt.access-token"])("the set %s", (set) => {
  it("shows what the project signs with, without private parts even to its owner", async () => {
    const published = await answerOf(localFetch(`${tenant.issuer}/.well-known/jwks.json`));
    const shown = await call("GET", set);
    expect([shown.status, shown.body]).toEqual([200, published.body]);
    const [first = {}] = keysOf(shown);
    expect((await call("GET", `${set}/${first["kid"]}`)).body).toEqual({ keys: [first] });
    expect((await call("GET", `${set}/none`)).body).toMatchObject(UNKNOWN);
    for (const key of keysOf(shown)) {
      for (const name of PRIVATE) expect(key).not.toHaveProperty(name);
    }
  });

  it("takes no key from outside and loses none", async () => {
    const answers = [
      await call("PUT", set, { keys: [] }),
      await call("DELETE", set),
      await call("DELETE", `${set}/any`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(answers[0]?.body["error"]).toBe("request_forbidden");
  });
});

describe("a new key among those that sign", () => {
  /** The header of a JWT access token or ID token that is issued now, and whether it verifies. */
  async function signedNow(party: RelyingParty): Promise<{ alg?: string; kid?: string }> {
    const jwks = new URL(`${tenant.issuer}/.well-known/jwks.json`);
    const keys = createRemoteJWKSet(jwks, { [customFetch]: localFetch });
    const { body } = await party.token({ grant_type: "client_credentials" });
    const { protectedHeader } = await jwtVerify(String(body["access_token"]), keys, {
      issuer: tenant.issuer,
    });
    return { alg: protectedHeader.alg, ...(protectedHeader.kid && { kid: protectedHeader.kid }) };
  }

  it.each(["ES256", "PS256", "EdDSA", "RS256"])(
    "of hydra.jwt.access-token signs JWT access tokens with %s (RFC 9068 §4)",
    async (alg) => {
      const party = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
      const before = await party.token({ grant_type: "client_credentials" });
      const kid = `access-${alg}`;
      const made = await call("POST", ACCESS_TOKEN_SET, { alg, kid, use: "sig" });
      expect(made.status).toBe(201);
      expect(keysOf(made)).toEqual([expect.objectContaining({ alg, kid, use: "sig" })]);
      for (const name of PRIVATE) expect(keysOf(made)[0]).not.toHaveProperty(name);
      expect(await signedNow(party)).toEqual({ alg, kid });
      const old = String(before.body["access_token"]);
      const seen = await party.introspect(old);
      expect(seen["active"]).toBe(true);
      const again = await call("POST", ACCESS_TOKEN_SET, { alg, kid, use: "sig" });
      expect(again.status).toBe(409);
    },
  );

  it("of hydra.openid.id-token signs ID tokens with its algorithm, and leaves access tokens", async () => {
    const body = { alg: "ES256", kid: "id-es256", use: "sig" };
    expect((await call("POST", "hydra.openid.id-token", body)).status).toBe(201);
    const party = await RelyingParty.register(tenant, { id_token_signed_response_alg: "ES256" });
    const { id_token: idToken } = await party.tokens();
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: "ES256", kid: "id-es256" });
    const machine = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
    expect((await signedNow(machine)).alg).toBe("RS256");
  });

  it.each([
    [{ alg: "HS256", kid: "a", use: "sig" }, "alg"],
    [{ alg: "ES512", kid: "a", use: "sig" }, "alg"],
    [{ alg: "ES256", kid: "a", use: "enc" }, "use"],
    [{ alg: "ES256", kid: "x".repeat(256), use: "sig" }, "kid"],
  ])("is refused for %j and names the member", async (body, member) => {
    const answer = await call("POST", ACCESS_TOKEN_SET, body);
    expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_request"]);
    expect(answer.body["error_description"]).toContain(`'${member}'`);
  });

  it("is asked for by who may write keys, and is no neighbour's", async () => {
    const reader = await tokenWith(["keys:read", "logs:read"]);
    await untilKnown(reader);
    const body = { alg: "ES256", kid: "refused", use: "sig" };
    expect((await call("POST", ACCESS_TOKEN_SET, body, { token: reader })).status).toBe(403);
    const neighbour = await neighbourOf(tenant);
    await call("POST", ACCESS_TOKEN_SET, { ...body, kid: "theirs" }, { at: neighbour });
    expect((await call("GET", `${ACCESS_TOKEN_SET}/theirs`)).status).toBe(404);
    const party = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
    expect((await signedNow(party)).alg).toBe("RS256");
  });
});

it("keys need a token", async () => {
  expect((await call("GET", "any", undefined, { token: "gry_pat_none" })).status).toBe(401);
});
