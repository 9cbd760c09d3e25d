import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import type { JSONWebKeySet } from "jose";
import { SIGNING_ALGORITHMS, SigningKeys, generateSigningKey, thumbprint } from "./signing-keys.js";
import type { SigningKeyRecord } from "./signing-keys.js";
import { NOON, signingKeys } from "./testing/builders.js";

let records: readonly SigningKeyRecord[];
let keys: SigningKeys;
beforeAll(async () => {
  records = await signingKeys();
  keys = new SigningKeys(records);
});

describe("signing keys (RFC 7515, RFC 7517)", () => {
  test.each(SIGNING_ALGORITHMS)(
    "sign %s so that jose verifies it with the key set",
    async (alg) => {
      const own = new SigningKeys([await generateSigningKey(alg, "current", NOON)]);
      const jwt = await own.sign(alg, "at+jwt", { sub: "ada", text: "ä😀" });
      const jwks = createLocalJWKSet(own.jwks as JSONWebKeySet);
      const { payload, protectedHeader } = await jwtVerify(jwt, jwks);
      expect(payload).toEqual({ sub: "ada", text: "ä😀" });
      expect(protectedHeader).toMatchObject({ alg, typ: "at+jwt" });
      expect(own.verify(jwt)).toEqual({ type: "at+jwt", claims: payload });
    },
  );

  test("sign with the current key only; announced and retired ones verify", async () => {
    const [current, next] = records.filter(({ algorithm }) => algorithm === "ES256");
    if (current === undefined || next === undefined) throw new Error("no keys");
    const before = await keys.sign("ES256", "JWT", { n: 1 });
    expect(decodeProtectedHeader(before).kid).toBe(current.kid);
    const rotated = new SigningKeys([
      { ...current, state: "retired" },
      { ...next, state: "current" },
    ]);
    const after = await rotated.sign("ES256", "JWT", { n: 2 });
    expect(decodeProtectedHeader(after).kid).toBe(next.kid);
    expect(rotated.verify(before)?.claims).toEqual({ n: 1 });
    expect(keys.verify(after)?.claims).toEqual({ n: 2 });
  });

  test("are a fault, not a refusal, where an algorithm has none", async () => {
    await expect(new SigningKeys([]).sign("RS256", "JWT", {})).rejects.toThrow("RS256");
  });

  test("publish nothing private (RFC 7517 §4)", () => {
    expect(keys.jwks.keys).toHaveLength(records.length);
    for (const key of keys.jwks.keys) {
      expect(key).toMatchObject({ use: "sig", kid: expect.any(String), alg: expect.any(String) });
      for (const member of ["d", "p", "q", "dp", "dq", "qi"])
        expect(key).not.toHaveProperty(member);
    }
  });

  test("are named by their thumbprint, as in the example of RFC 7638 §3.1", () => {
    const n =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    expect(thumbprint({ kty: "RSA", n, e: "AQAB" })).toBe(
      "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    );
  });
});

describe("a signature that does not verify", () => {
  test("answers nothing: changed, cut, foreign, unsigned or of another algorithm", async () => {
    const jwt = await keys.sign("RS256", "JWT", { sub: "ada" });
    const [head = "", body = "", signature = ""] = jwt.split(".");
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { kid } = decodeProtectedHeader(jwt);
    const strangers = new SigningKeys([await generateSigningKey("ES256", "current", NOON)]);
    const forged = [
      "",
      "..",
      "a.b.c",
      `${head}.${body}`,
      `${head}.${body}.`,
      `${jwt}.${signature}`,
      `${head}.${encode({ sub: "admin" })}.${signature}`,
      `${encode({ alg: "none", typ: "JWT" })}.${body}.`,
      `${encode({ alg: "none", kid })}.${body}.${signature}`,
      `${encode({ alg: "HS256", kid })}.${body}.${signature}`,
      `${encode({ alg: "ES256", kid })}.${body}.${signature}`,
      `${encode({ alg: "RS256" })}.${body}.${signature}`,
      `${encode({ alg: "RS256", kid: "__proto__" })}.${body}.${signature}`,
      `${encode("RS256")}.${body}.${signature}`,
      await strangers.sign("ES256", "JWT", { sub: "ada" }),
    ];
    for (const each of forged) expect([each, keys.verify(each)]).toEqual([each, undefined]);
    expect(keys.verify(jwt)?.claims).toEqual({ sub: "ada" });
  });
});
