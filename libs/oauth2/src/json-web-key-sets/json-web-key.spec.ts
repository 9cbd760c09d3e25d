import { generateKeyPairSync } from "node:crypto";
import {
  GENERATED_ALGORITHMS,
  generateJsonWebKey,
  publicPartOf,
  readJsonWebKey,
} from "./json-web-key.js";

describe("JSON Web Keys (RFC 7517)", () => {
  it.each(GENERATED_ALGORITHMS)("are generated for %s and can be imported again", async (alg) => {
    const key = await generateJsonWebKey(alg, "mine", "sig");
    expect(key).toMatchObject({ alg, kid: "mine", use: "sig" });
    expect(readJsonWebKey(key)).toEqual(key);
    const shown = publicPartOf(key);
    for (const name of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) {
      expect(shown).not.toHaveProperty(name);
    }
    expect(shown).toMatchObject({ kty: key.kty, kid: "mine" });
  });

  it("keep members that nobody here knows", async () => {
    const key = { ...(await generateJsonWebKey("ES256", "mine", "sig")), x5t: "abc", extra: 1 };
    expect(readJsonWebKey(key)).toEqual(key);
  });

  it("are refused when they are none", () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey.export({
      format: "jwk",
    });
    for (const [value, words] of [
      [null, "JSON object"],
      [[], "JSON object"],
      [{ kty: "oct", k: "c2VjcmV0" }, "'kid'"],
      [{ kty: "oct", k: "c2VjcmV0", kid: "" }, "'kid'"],
      [{ kty: "oct", kid: "a" }, "can be used"],
      [{ kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "a" }, "can be used"],
      [{ kty: "nothing", kid: "a" }, "can be used"],
      [{ ...short, kid: "a" }, "2048 bits"],
      [{ kty: "oct", k: "A".repeat(20_000), kid: "a" }, "too large"],
    ] as const) {
      expect(() => readJsonWebKey(value)).toThrow(words);
    }
  });
});
