import { generateKeyPairSync } from "node:crypto";
import { Failure } from "../failure.js";
import { readKeys, type KeyFacts } from "./read-keys.js";

const facts: KeyFacts = { alg: "ES256", use: "sig", newKid: () => "made" };
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = publicKey.export({ format: "jwk" });

describe("keys in a file (RFC 7517, RFC 7468)", () => {
  it("keep what a JWK says about itself", () => {
    const own = { ...jwk, kid: "own", alg: "ES256", use: "enc" };
    const text = Buffer.from(JSON.stringify({ keys: [own, jwk] }));
    expect(readKeys(text, "set.json", facts)).toEqual([
      own,
      { ...jwk, kid: "made", alg: "ES256", use: "sig" },
    ]);
    expect(readKeys(Buffer.from(JSON.stringify(own)), "one.json", facts)).toEqual([own]);
  });

  it.each([
    ["PKCS #8 in PEM", privateKey.export({ format: "pem", type: "pkcs8" }), privateKey],
    ["SEC 1 in PEM", privateKey.export({ format: "pem", type: "sec1" }), privateKey],
    ["SPKI in PEM", publicKey.export({ format: "pem", type: "spki" }), publicKey],
    ["PKCS #8 in DER", privateKey.export({ format: "der", type: "pkcs8" }), privateKey],
    ["SPKI in DER", publicKey.export({ format: "der", type: "spki" }), publicKey],
  ])("are read from %s", (_form, content, key) => {
    const [read] = readKeys(Buffer.from(content), "key", facts);
    expect(read).toEqual({
      ...key.export({ format: "jwk" }),
      kid: "made",
      alg: "ES256",
      use: "sig",
    });
  });

  it("need an algorithm where the file names none", () => {
    const pem = Buffer.from(privateKey.export({ format: "pem", type: "pkcs8" }));
    expect(() => readKeys(pem, "key.pem", { ...facts, alg: undefined })).toThrow(Failure);
  });

  it.each(["{}", "[]", "no key", ""])("are not found in %j", (text) => {
    expect(() => readKeys(Buffer.from(text), "file", facts)).toThrow(Failure);
  });
});
