import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { ToyServer } from "../../support/toy-server.js";
import { answerOf, expectErrorPage } from "../answer.js";
import { CALLBACK, RelyingParty, type Fields } from "../relying-party.js";
import { newTenant, type Tenant } from "../tenant.js";

const EVERYTHING_ELSE_ABSENT: Fields = {
  response_type: undefined,
  redirect_uri: undefined,
  scope: undefined,
  state: undefined,
};

describe("a request object (RFC 9101, OpenID Connect Core §6)", () => {
  let tenant: Tenant;
  let client: RelyingParty;
  let host: ToyServer;
  let key: CryptoKey;
  beforeAll(async () => {
    tenant = await newTenant();
    host = await ToyServer.start();
    const pair = await generateKeyPair("ES256", { extractable: true });
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: "mine", use: "sig", alg: "ES256" };
    client = await RelyingParty.register(tenant, {
      jwks: { keys: [jwk] },
      request_uris: [`${host.url}/object`],
    });
  });
  afterAll(() => host.stop());

  const wanted = () => ({
    client_id: client.id,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "from the object",
  });

  async function signed(claims: Record<string, unknown>, kid = "mine"): Promise<string> {
    return await new SignJWT({ iss: client.id, aud: tenant.issuer, ...claims })
      .setProtectedHeader({ alg: "ES256", kid, typ: "oauth-authz-req+jwt" })
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(key);
  }

  async function begin(fields: Fields) {
    const url = client.authorizationUrl({ ...EVERYTHING_ELSE_ABSENT, ...fields });
    return await answerOf(localFetch(url));
  }

  it("carries the whole request, signed with a key of the client (§5)", async () => {
    const callback = await client.authorize({
      ...EVERYTHING_ELSE_ABSENT,
      request: await signed(wanted()),
    });
    expect(callback.searchParams.get("state")).toBe("from the object");
    expect(callback.searchParams.get("code")).not.toBeNull();
  });

  it("wins over the parameters beside it (OpenID Connect Core §6.1)", async () => {
    const callback = await client.authorize({
      state: "beside",
      scope: "openid",
      request: await signed({ ...wanted(), state: "inside" }),
    });
    expect(callback.searchParams.get("state")).toBe("inside");
  });

  it("comes unsigned where the client is registered for nothing else (Core §6.1)", async () => {
    const request = new UnsecuredJWT(wanted()).encode();
    const callback = await client.authorize({ ...EVERYTHING_ELSE_ABSENT, request });
    expect(callback.searchParams.get("state")).toBe("from the object");
    const strict = await RelyingParty.register(tenant, { request_object_signing_alg: "ES256" });
    const refused = await answerOf(
      localFetch(
        strict.authorizationUrl({
          request: new UnsecuredJWT({ ...wanted(), client_id: strict.id }).encode(),
        }),
      ),
    );
    const location = new URL(refused.headers.get("location") ?? "none:");
    expect(location.searchParams.get("error")).toBe("invalid_request_object");
  });

  it.each([
    [
      "a stranger's key",
      async () => (await signed(wanted(), "theirs")).replace(/.{8}$/, "AAAAAAAA"),
    ],
    ["another client inside", () => signed({ ...wanted(), client_id: "another" })],
    ["another audience", () => signed({ ...wanted(), aud: "https://elsewhere.example" })],
    ["another issuer of the object", () => signed({ ...wanted(), iss: "another" })],
    ["an object within the object", () => signed({ ...wanted(), request: "x.y.z" })],
    ["no JWT", async () => "nonsense"],
  ])("is refused with %s (§6)", async (_, make) => {
    const answer = await begin({ redirect_uri: CALLBACK, request: await make() });
    const location = new URL(answer.headers.get("location") ?? "none:");
    expect(location.searchParams.get("error")).toBe("invalid_request_object");
  });

  it("is refused when its response_type is not the one beside it (Core §6.1)", async () => {
    const request = await signed({ ...wanted(), response_type: "token" });
    const answer = await begin({ redirect_uri: CALLBACK, response_type: "code", request });
    const location = new URL(answer.headers.get("location") ?? "none:");
    expect(location.searchParams.get("error")).toBe("invalid_request_object");
  });

  it("is fetched from an address that the client registered, and from no other (§5.2)", async () => {
    const object = await signed(wanted());
    host.answer = () => ({ status: 200, body: object });
    const elsewhere = await begin({ redirect_uri: CALLBACK, request_uri: `${host.url}/other` });
    const refused = new URL(elsewhere.headers.get("location") ?? "none:");
    expect(refused.searchParams.get("error")).toBe("invalid_request_uri");
    expect(host.received).toEqual([]);
  });

  it("is not fetched from inside the network unless the installation allows it", async () => {
    const answer = await begin({ redirect_uri: CALLBACK, request_uri: `${host.url}/object` });
    const location = new URL(answer.headers.get("location") ?? "none:");
    expect(location.searchParams.get("error")).toBe("invalid_request_uri");
    expect(host.received).toEqual([]);
  });

  it("shows its own error to the user where no redirect URI is known", async () => {
    expectErrorPage(
      await begin({ redirect_uri: "https://evil.example/", request: "nonsense" }),
      400,
      "invalid_request",
    );
  });
});
