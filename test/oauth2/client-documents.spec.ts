import { randomUUID } from "node:crypto";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from "jose";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { ToyServer, type ToyAnswer } from "../support/toy-server.js";
import { expectRefusal, type Answer } from "./answer.js";
import { configure } from "./configuration.js";
import { CALLBACK, postForm, RelyingParty } from "./relying-party.js";
import type { Tenant } from "./tenant.js";

jest.setTimeout(90_000);

/** What clients publish at addresses of their own, where the installation lets these be reached. */
let grantry: OwnGrantry;
let host: ToyServer;
let tenant: Tenant;
const documents = new Map<string, ToyAnswer>();
beforeAll(async () => {
  grantry = await startGrantry({ env: { GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32" } });
  host = await ToyServer.start();
  host.answer = ({ url }) => documents.get(url) ?? { status: 404 };
  const project = await grantry.admin.createProject("Documents");
  tenant = { grantry, project, issuer: project.issuer };
});
afterAll(async () => {
  await grantry.stop();
  await host.stop();
});

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function newKey(alg = "ES256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", alg } };
}

function publish(path: string, ...keys: readonly SigningKey[]): void {
  documents.set(path, { status: 200, body: { keys: keys.map(({ jwk }) => jwk) } });
}

describe("private_key_jwt with jwks_uri (OpenID Connect Core §9, §10.1.1)", () => {
  let path: string;
  let client: RelyingParty;
  let first: SigningKey;
  beforeEach(async () => {
    path = `/keys/${randomUUID()}`;
    first = await newKey();
    publish(path, first);
    client = await RelyingParty.register(tenant, {
      token_endpoint_auth_method: "private_key_jwt",
      jwks_uri: `${host.url}${path}`,
    });
  });

  async function present(key: SigningKey, jti = randomUUID(), kid = key.kid): Promise<Answer> {
    const assertion = await new SignJWT({ jti })
      .setProtectedHeader({ alg: "ES256", kid })
      .setIssuer(client.id)
      .setSubject(client.id)
      .setAudience(tenant.issuer)
      .setExpirationTime("1m")
      .sign(key.privateKey);
    return await postForm(`${tenant.issuer}/oauth2/token`, {
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    });
  }

  it("fetches the keys once for many requests", async () => {
    for (const _ of [1, 2, 3]) expect((await present(first)).status).toBe(200);
    expect(host.at(path)).toHaveLength(1);
  });

  it("takes a new key at once: an unknown kid has the set fetched again", async () => {
    expect((await present(first)).status).toBe(200);
    const second = await newKey();
    publish(path, second);
    expect((await present(second)).status).toBe(200);
    expectRefusal(await present(first), 401, "invalid_client");
    expect(host.at(path)).toHaveLength(2);
  });

  it("is not made to fetch by every unknown kid", async () => {
    const stranger = await newKey();
    for (const _ of [1, 2, 3, 4]) {
      expectRefusal(await present(stranger), 401, "invalid_client");
    }
    expect(host.at(path)).toHaveLength(2);
    expect((await present(first)).status).toBe(200);
  });

  it("keeps the keys it knows when they cannot be fetched again", async () => {
    expect((await present(first)).status).toBe(200);
    documents.set(path, { status: 503 });
    expectRefusal(await present(await newKey()), 401, "invalid_client");
    expect((await present(first)).status).toBe(200);
  });

  it("is used once, also with keys from an address (RFC 7523 §3)", async () => {
    const jti = randomUUID();
    const answers = await Promise.all([1, 2, 3, 4].map(() => present(first, jti)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 401, 401, 401,
    ]);
  });

  it.each<[string, ToyAnswer]>([
    ["nothing", { status: 404 }],
    ["no JSON", { status: 200, body: "<html>" }],
    ["no key set", { status: 200, body: ["a"] }],
    ["keys that are none", { status: 200, body: { keys: [1, { kty: "EC" }] } }],
    ["a redirect", { status: 302, body: {} }],
  ])("is invalid_client where the address has %s", async (_, answer) => {
    documents.set(path, answer);
    expectRefusal(await present(first), 401, "invalid_client");
  });
});

describe("a request object by reference (RFC 9101 §5.2, OpenID Connect Core §6.2)", () => {
  let client: RelyingParty;
  let key: SigningKey;
  beforeAll(async () => {
    key = await newKey();
    publish("/object-keys", key);
    client = await RelyingParty.register(tenant, {
      jwks_uri: `${host.url}/object-keys`,
      request_uris: [`${host.url}/object`, `${host.url}/hashed#abc`],
    });
  });
  beforeEach(() => host.received.splice(0));

  const wanted = (): Record<string, string> => ({
    client_id: client.id,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "from the object",
    nonce: "of the object",
  });
  const nothingElse = {
    response_type: undefined,
    redirect_uri: undefined,
    scope: undefined,
    state: undefined,
  };

  async function signed(): Promise<string> {
    return await new SignJWT({ iss: client.id, aud: tenant.issuer, ...wanted() })
      .setProtectedHeader({ alg: "ES256", kid: key.kid, typ: "oauth-authz-req+jwt" })
      .setExpirationTime("1m")
      .sign(key.privateKey);
  }

  it.each(["/object", "/hashed", "/hashed#abc"])("is fetched from %s and obeyed", async (path) => {
    const body = await signed();
    documents.set("/object", { status: 200, body });
    documents.set("/hashed", { status: 200, body });
    const callback = await client.authorize({ ...nothingElse, request_uri: host.url + path });
    expect(callback.searchParams.get("state")).toBe("from the object");
    const answer = await client.redeem(callback.searchParams.get("code") ?? "");
    expect(decodeJwt(String(answer.body["id_token"]))["nonce"]).toBe("of the object");
    expect(host.at(path.split("#")[0] ?? "").length).toBeGreaterThan(0);
  });

  it("may be unsigned (Core §6.1)", async () => {
    documents.set("/object", { status: 200, body: new UnsecuredJWT(wanted()).encode() });
    const callback = await client.authorize({ request_uri: `${host.url}/object` });
    expect(callback.searchParams.get("state")).toBe("from the object");
  });

  it("is not fetched from an address the client did not register", async () => {
    const callback = await client.authorize({ request_uri: `${host.url}/other` });
    expect(callback.searchParams.get("error")).toBe("invalid_request_uri");
    expect(host.received).toEqual([]);
  });

  it("is invalid_request_uri when it cannot be fetched, and invalid_request_object when it is none", async () => {
    documents.set("/object", { status: 404 });
    const absent = await client.authorize({ request_uri: `${host.url}/object` });
    expect(absent.searchParams.get("error")).toBe("invalid_request_uri");
    documents.set("/object", { status: 200, body: "nonsense" });
    const none = await client.authorize({ request_uri: `${host.url}/object` });
    expect(none.searchParams.get("error")).toBe("invalid_request_object");
  });
});

describe("sector_identifier_uri (OpenID Connect Core §8.1)", () => {
  const pairwise = (fields: Record<string, unknown>) =>
    RelyingParty.register(tenant, { subject_type: "pairwise", ...fields });

  it("gives clients of one sector one subject, and another sector another", async () => {
    await expect(pairwise({})).rejects.toThrow(/subject_type/);
    const types = { "oidc.subject_identifiers.supported_types": ["public", "pairwise"] };
    await configure(tenant, types);
    documents.set("/sector", { status: 200, body: [CALLBACK, "https://other.example.com/cb"] });
    const sector = { sector_identifier_uri: `${host.url}/sector` };
    const parties = await Promise.all([pairwise(sector), pairwise(sector), pairwise({})]);
    const subjects: unknown[] = [];
    for (const party of parties) {
      const { id_token: token } = await party.tokens({}, { subject: "ada" });
      subjects.push(decodeJwt(token).sub);
    }
    expect(subjects[0]).toBe(subjects[1]);
    expect(new Set([...subjects, "ada"]).size).toBe(3);
  });

  it("must list every redirect URI of the client", async () => {
    documents.set("/sector", { status: 200, body: ["https://other.example.com/cb"] });
    const attempt = pairwise({ sector_identifier_uri: `${host.url}/sector` });
    await expect(attempt).rejects.toThrow(/sector_identifier_uri/);
  });
});
