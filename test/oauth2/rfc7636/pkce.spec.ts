import { createHash } from "node:crypto";
import { expectErrorRedirect, expectRefusal } from "../answer.js";
import { CALLBACK, RelyingParty, pkce, tokensOf } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

const EXAMPLE = {
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

inEachMode((mode) => {
  let tenant: Tenant;
  let confidential: RelyingParty;
  let app: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    confidential = await RelyingParty.register(tenant);
    app = await RelyingParty.registerPublic(tenant);
  });

  const S256 = (challenge: string) => ({
    code_challenge: challenge,
    code_challenge_method: "S256",
  });

  describe("a code bound to a code_challenge (RFC 7636)", () => {
    test("is redeemed with the verifier of the specification's example (Appendix B)", async () => {
      const code = await app.code(S256(EXAMPLE.challenge));
      tokensOf(await app.redeem(code, { code_verifier: EXAMPLE.verifier }));
    });

    test.each([43, 128])("is redeemed with a verifier of %d characters (§4.1)", async (length) => {
      const verifier = "aZ0-._~".repeat(20).slice(0, length);
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      const code = await app.code(S256(challenge));
      tokensOf(await app.redeem(code, { code_verifier: verifier }));
    });

    test("is refused without the verifier, with a wrong one and with the challenge itself, and stays good (§4.6)", async () => {
      const { verifier, challenge } = pkce();
      const code = await app.code(S256(challenge));
      const wrong = [
        undefined,
        "",
        pkce().verifier,
        challenge,
        verifier.slice(0, -1),
        `${verifier}A`,
      ];
      for (const code_verifier of wrong) {
        expectRefusal(await app.redeem(code, { code_verifier }), 400, "invalid_grant");
      }
      tokensOf(await app.redeem(code, { code_verifier: verifier }));
    });

    test.each([
      ["shorter than 43 characters", "a".repeat(42)],
      ["longer than 128 characters", "a".repeat(129)],
      ["with a character it cannot have", `${"a".repeat(42)}+`],
      ["beyond ASCII", "ä".repeat(43)],
    ])("is refused with a verifier that is %s, although it fits (§4.1)", async (_, verifier) => {
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      const code = await app.code(S256(challenge));
      expectRefusal(await app.redeem(code, { code_verifier: verifier }), 400, "invalid_grant");
    });

    test("is refused with a repeated verifier or one with NUL", async () => {
      const { verifier, challenge } = pkce();
      const code = await app.code(S256(challenge));
      const twice = { code_verifier: [verifier, verifier] };
      expectRefusal(await app.redeem(code, twice), 400, "invalid_request");
      const nul = { code_verifier: `${verifier}\0` };
      expectRefusal(await app.redeem(code, nul), 400, "invalid_request");
      tokensOf(await app.redeem(code, { code_verifier: verifier }));
    });

    test("protects a confidential client in the same way when it asks for it", async () => {
      const { verifier, challenge } = pkce();
      const code = await confidential.code(S256(challenge));
      expectRefusal(await confidential.redeem(code), 400, "invalid_grant");
      tokensOf(await confidential.redeem(code, { code_verifier: verifier }));
    });
  });

  describe("an authorization request (RFC 7636 §4.3)", () => {
    async function expectRefused(client: RelyingParty, fields: Record<string, string>) {
      const answer = await client.begin({ state: "s", ...fields });
      expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_request", state: "s" });
    }

    test("of a client without credentials must carry a challenge (§4.4.1; RFC 9700 §2.1.1)", async () => {
      await expectRefused(app, {});
    });

    test("of a confidential client may go without", async () => {
      tokensOf(await confidential.redeem(await confidential.code()));
    });

    test("is refused with method plain, spelled out or by default (RFC 9700 §2.1.1)", async () => {
      for (const client of [app, confidential]) {
        await expectRefused(client, {
          code_challenge: EXAMPLE.verifier,
          code_challenge_method: "plain",
        });
        await expectRefused(client, { code_challenge: EXAMPLE.verifier });
      }
    });

    test.each(["s256", "S512", "SHA-256", "none"])(
      "is refused with method %s (§4.4.1)",
      async (method) => {
        await expectRefused(app, {
          code_challenge: EXAMPLE.challenge,
          code_challenge_method: method,
        });
      },
    );

    test("is refused with a method and no challenge", async () => {
      await expectRefused(confidential, { code_challenge_method: "S256" });
    });

    test.each([
      ["too short", "a".repeat(42)],
      ["too long", "a".repeat(44)],
      ["padded", `${"a".repeat(42)}=`],
      ["plain base64", `${"a".repeat(42)}+`],
      ["beyond ASCII", "ä".repeat(43)],
    ])("is refused with a challenge that is %s", async (_, challenge) => {
      await expectRefused(app, S256(challenge));
    });
  });

  test("a verifier for a code without challenge is refused: a downgrade (RFC 9700 §4.8.2)", async () => {
    const code = await confidential.code();
    const sent = { code_verifier: pkce().verifier };
    expectRefusal(await confidential.redeem(code, sent), 400, "invalid_grant");
    tokensOf(await confidential.redeem(code));
  });

  test("a code of one flow is refused with the verifier of another (RFC 9700 §4.5.3)", async () => {
    const [victim, attacker] = [pkce(), pkce()];
    const code = await app.code(S256(victim.challenge));
    await app.code(S256(attacker.challenge));
    const sent = { code_verifier: attacker.verifier };
    expectRefusal(await app.redeem(code, sent), 400, "invalid_grant");
  });
});
