import { createHash } from "node:crypto";
import fc from "fast-check";
import { readParameters } from "./parameters.js";
import { readCodeChallenge, verifyCodeVerifier } from "./pkce.js";
import { refusalOf } from "./testing/refusal.js";

const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const read = (fields: Record<string, string>, required: boolean) =>
  readCodeChallenge(readParameters(new URLSearchParams(fields)), required);

describe("a code_challenge (RFC 7636 §4.3)", () => {
  test("is read with method S256", () => {
    const fields = { code_challenge: CHALLENGE, code_challenge_method: "S256" };
    expect(read(fields, true)).toBe(CHALLENGE);
  });

  test("may be absent where it is not required", async () => {
    expect(read({}, false)).toBeUndefined();
    expect((await refusalOf(() => read({}, true))).code).toBe("invalid_request");
  });

  test.each([
    [{ code_challenge: CHALLENGE }],
    [{ code_challenge: CHALLENGE, code_challenge_method: "plain" }],
    [{ code_challenge: CHALLENGE, code_challenge_method: "s256" }],
    [{ code_challenge_method: "S256" }],
    [{ code_challenge: `${CHALLENGE}=`, code_challenge_method: "S256" }],
    [{ code_challenge: CHALLENGE.slice(1), code_challenge_method: "S256" }],
  ])("is refused as invalid_request: %j (§4.4.1)", async (fields) => {
    expect((await refusalOf(() => read({ ...fields }, false))).code).toBe("invalid_request");
  });
});

describe("a code_verifier (RFC 7636 §4.6)", () => {
  test("fits the challenge of the specification's example (Appendix B)", () => {
    expect(() => verifyCodeVerifier(CHALLENGE, VERIFIER)).not.toThrow();
  });

  test("is not asked for where there was no challenge, and refused if sent (RFC 9700 §4.8.2)", async () => {
    expect(() => verifyCodeVerifier(undefined, undefined)).not.toThrow();
    const sent = await refusalOf(() => verifyCodeVerifier(undefined, VERIFIER));
    expect(sent.code).toBe("invalid_grant");
  });

  test("is refused as invalid_grant when missing, wrong or the challenge itself", async () => {
    for (const verifier of [undefined, VERIFIER.toUpperCase(), CHALLENGE, `${VERIFIER}a`]) {
      const attempt = () => verifyCodeVerifier(CHALLENGE, verifier);
      expect((await refusalOf(attempt)).code).toBe("invalid_grant");
    }
  });

  test("of 43 to 128 unreserved characters fits its own challenge and no other (property)", () => {
    const verifier = fc.stringMatching(/^[A-Za-z0-9\-._~]{43,128}$/);
    fc.assert(
      fc.property(verifier, verifier, (one, other) => {
        const challenge = createHash("sha256").update(one).digest("base64url");
        fc.pre(one !== other);
        expect(() => verifyCodeVerifier(challenge, one)).not.toThrow();
        expect(() => verifyCodeVerifier(challenge, other)).toThrow();
      }),
      { numRuns: 50 },
    );
  });
});
