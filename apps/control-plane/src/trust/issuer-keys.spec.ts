import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { IssuerKeys } from "./issuer-keys.js";
import { verifySubjectToken } from "./subject-token.js";

const issuer = "https://ci.example.com";
const audience = "https://api.example.com";
const trusted = { issuer, audience, jwksUri: null };

async function keyPair(kid: string, alg = "ES256") {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg };
  const sign = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    new SignJWT({ iss: issuer, aud: audience, sub: "job", ...claims })
      .setProtectedHeader({ alg, kid, ...header })
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
  return { jwk, sign };
}

/** An issuer on a network of its own. */
function published(keys: JWK[], claimed = issuer) {
  const asked: string[] = [];
  const world = { keys, isDown: false };
  const request = async (address: string) => {
    asked.push(address);
    if (world.isDown) throw new Error("down");
    const body = address.endsWith("openid-configuration")
      ? { issuer: claimed, jwks_uri: `${issuer}/jwks` }
      : { keys: world.keys };
    return {
      status: 200,
      contentType: "application/json",
      body: Buffer.from(JSON.stringify(body)),
    };
  };
  return { asked, world, outbound: { request } };
}

describe("keys of trusted issuers (OpenID Connect Discovery §4)", () => {
  const now = new Date();

  it("are found by discovery, once", async () => {
    const key = await keyPair("one");
    const { outbound, asked } = published([key.jwk]);
    const keys = new IssuerKeys(outbound);
    const subject = await verifySubjectToken(keys, trusted, await key.sign({ jti: "1" }), now);
    expect(subject).toMatchObject({ subject: "job", id: "1" });
    await verifySubjectToken(keys, trusted, await key.sign(), now);
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/jwks`]);
  });

  it("are fetched again for an unknown key, but not for a flood of them", async () => {
    const [one, two] = [await keyPair("one"), await keyPair("two")];
    const { outbound, asked, world } = published([one.jwk]);
    let at = 0;
    const keys = new IssuerKeys(outbound, () => at);
    await verifySubjectToken(keys, trusted, await one.sign(), now);
    world.keys = [one.jwk, two.jwk];
    const early = verifySubjectToken(keys, trusted, await two.sign(), now);
    await expect(early).rejects.toMatchObject({ code: "invalid_request" });
    expect(asked).toHaveLength(2);
    at = 6_000;
    await verifySubjectToken(keys, trusted, await two.sign(), now);
    expect(asked).toHaveLength(4);
  });

  it("stay good while the issuer is away, for a day", async () => {
    const key = await keyPair("one");
    const { outbound, world } = published([key.jwk]);
    let at = 0;
    const keys = new IssuerKeys(outbound, () => at);
    await verifySubjectToken(keys, trusted, await key.sign(), now);
    world.isDown = true;
    at = 23 * 3_600_000;
    await verifySubjectToken(keys, trusted, await key.sign(), now);
    at = 25 * 3_600_000;
    const late = verifySubjectToken(keys, trusted, await key.sign(), now);
    await expect(late).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
  });

  it("are not taken from a document of another issuer", async () => {
    const key = await keyPair("one");
    const { outbound } = published([key.jwk], "https://evil.example.com");
    const verified = verifySubjectToken(new IssuerKeys(outbound), trusted, await key.sign(), now);
    await expect(verified).rejects.toMatchObject({ code: "temporarily_unavailable" });
  });

  it("come from the given address when discovery is not to be asked", async () => {
    const key = await keyPair("one");
    const { outbound, asked } = published([key.jwk]);
    const given = { ...trusted, jwksUri: `${issuer}/keys.json` };
    await verifySubjectToken(new IssuerKeys(outbound), given, await key.sign(), now);
    expect(asked).toEqual([`${issuer}/keys.json`]);
  });

  it.each([
    ["another audience", { aud: "https://other.example.com" }],
    ["another issuer", { iss: "https://other.example.com" }],
    ["no subject", { sub: undefined }],
    ["a life of days", { exp: Math.floor(now.getTime() / 1_000) + 3 * 86_400 }],
    ["an end long past", { exp: Math.floor(now.getTime() / 1_000) - 120 }],
    ["a beginning to come", { nbf: Math.floor(now.getTime() / 1_000) + 600 }],
  ])("refuse a token with %s (RFC 7519 §7.2)", async (_, claims) => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const jwk: JWK = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" };
    const exp = Math.floor(now.getTime() / 1_000) + 300;
    const token = await new SignJWT({ iss: issuer, aud: audience, sub: "job", exp, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .sign(privateKey);
    const verified = verifySubjectToken(
      new IssuerKeys(published([jwk]).outbound),
      trusted,
      token,
      now,
    );
    await expect(verified).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("refuse another's signature and one with a shared secret (RFC 8725 §3.1)", async () => {
    const [own, stranger] = [await keyPair("one"), await keyPair("one")];
    const keys = new IssuerKeys(published([own.jwk]).outbound);
    const forged = verifySubjectToken(keys, trusted, await stranger.sign(), now);
    await expect(forged).rejects.toMatchObject({ code: "invalid_request" });
    const shared = await new SignJWT({ iss: issuer, aud: audience, sub: "job" })
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .setExpirationTime("5m")
      .sign(Buffer.from(JSON.stringify(own.jwk)));
    const confused = verifySubjectToken(keys, trusted, shared, now);
    await expect(confused).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("forgive a clock that is a minute apart", async () => {
    const key = await keyPair("one");
    const keys = new IssuerKeys(published([key.jwk]).outbound);
    const later = new Date(now.getTime() + (300 + 45) * 1_000);
    await expect(verifySubjectToken(keys, trusted, await key.sign(), later)).resolves.toBeDefined();
  });
});
