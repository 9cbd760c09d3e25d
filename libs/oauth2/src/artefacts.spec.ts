import fc from "fast-check";
import {
  openAccessToken,
  openAuthorizationCode,
  openRefreshToken,
  sealAccessToken,
  sealAuthorizationCode,
  sealRefreshToken,
} from "./artefacts.js";
import type { AccessTokenFacts, AuthorizationCodeFacts, RefreshTokenFacts } from "./artefacts.js";
import { anIssuer } from "./testing/builders.js";
import type { TestIssuer } from "./testing/builders.js";

let issuer: TestIssuer;
let stranger: TestIssuer;
beforeAll(async () => {
  issuer = await anIssuer();
  stranger = await anIssuer();
});

const name = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });
const scope = fc.array(fc.stringMatching(/^[a-z:.]{1,8}$/), { maxLength: 4 });
const audience = fc.array(fc.webUrl(), { maxLength: 2 });
const instant = fc.integer({ min: 0, max: 4_000_000_000 });

const accessToken: fc.Arbitrary<AccessTokenFacts> = fc.record(
  {
    tokenId: fc.uuid(),
    grantId: fc.uuid(),
    generation: fc.nat(1000),
    clientId: name,
    subject: name,
    scope,
    audience,
    issuedAtMs: instant,
    expiresAt: instant,
    claims: fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    }),
  },
  {
    requiredKeys: [
      "tokenId",
      "clientId",
      "subject",
      "scope",
      "audience",
      "issuedAtMs",
      "expiresAt",
    ],
  },
);

const refreshToken: fc.Arbitrary<RefreshTokenFacts> = fc.record({
  grantId: fc.uuid(),
  generation: fc.nat(1000),
  clientId: name,
  scope,
  audience,
  grantedAtMs: instant,
});

const authorizationCode: fc.Arbitrary<AuthorizationCodeFacts> = fc.record(
  {
    grantId: fc.uuid(),
    clientId: name,
    redirectUri: fc.webUrl(),
    codeChallenge: name,
    nonce: name,
    expiresAt: instant,
  },
  { requiredKeys: ["grantId", "clientId", "expiresAt"] },
);

describe("sealed credentials (architecture §1)", () => {
  test("give back every fact of an access token, here and nowhere else (property)", () => {
    fc.assert(
      fc.property(accessToken, (facts) => {
        const token = sealAccessToken(issuer, facts);
        expect(openAccessToken(issuer, token)).toEqual(facts);
        expect(openAccessToken(stranger, token)).toBeUndefined();
        expect(openRefreshToken(issuer, token)).toBeUndefined();
        expect(openAuthorizationCode(issuer, token)).toBeUndefined();
      }),
    );
  });

  test("give back every fact of a refresh token, and repeat themselves (property)", () => {
    fc.assert(
      fc.property(refreshToken, (facts) => {
        const token = sealRefreshToken(issuer, facts);
        expect(sealRefreshToken(issuer, facts)).toBe(token);
        expect(openRefreshToken(issuer, token)).toEqual(facts);
        expect(openRefreshToken(stranger, token)).toBeUndefined();
        expect(openAccessToken(issuer, token)).toBeUndefined();
        const next = sealRefreshToken(issuer, { ...facts, generation: facts.generation + 1 });
        expect(next).not.toBe(token);
      }),
    );
  });

  test("give back every fact of a code (property)", () => {
    fc.assert(
      fc.property(authorizationCode, (facts) => {
        const code = sealAuthorizationCode(issuer, facts);
        expect(openAuthorizationCode(issuer, code)).toEqual(facts);
        expect(openAuthorizationCode(stranger, code)).toBeUndefined();
        expect(openAccessToken(issuer, code)).toBeUndefined();
      }),
    );
  });

  test("open whatever comes without a fault (property)", () => {
    const anything = fc.oneof(name, fc.base64String(), fc.constantFrom("gry_at_", "", "gry_"));
    fc.assert(
      fc.property(anything, (text) => {
        for (const credential of [text, `gry_at_${text}`, `gry_rt_${text}`, `gry_ac_${text}`]) {
          expect(openAccessToken(issuer, credential)).toBeUndefined();
          expect(openRefreshToken(issuer, credential)).toBeUndefined();
          expect(openAuthorizationCode(issuer, credential)).toBeUndefined();
        }
      }),
    );
  });

  test("carry the project's prefix, and those under an older one stay good", async () => {
    const secret = new Uint8Array(32).fill(7);
    const before = await anIssuer({ secret });
    const config = { oauth2: { token_prefix: "acme_%s_" } };
    const after = await anIssuer({ secret, config });
    const facts: RefreshTokenFacts = {
      grantId: "00000000-0000-4000-8000-000000000000",
      generation: 1,
      clientId: "c",
      scope: [],
      audience: [],
      grantedAtMs: 0,
    };
    const old = sealRefreshToken(before, facts);
    expect(old).toMatch(/^gry_rt_/);
    expect(sealRefreshToken(after, facts)).toMatch(/^acme_rt_/);
    expect(openRefreshToken(after, old)).toEqual(facts);
  });
});
