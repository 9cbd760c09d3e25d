import { decodeJwt, decodeProtectedHeader } from "jose";
import { numericDate } from "./issuer.js";
import { logoutToken } from "./logout-token.js";
import { NOON, anIssuer, registerClient } from "./testing/builders.js";

const ENDED = { sessionId: "a-session", subject: "ada" };

describe("a logout token (OpenID Connect Back-Channel Logout §2.4)", () => {
  test("names issuer, client, user, session and event, for two minutes", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer);
    const token = await logoutToken(issuer, client, ENDED);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", typ: "logout+jwt" });
    expect(decodeJwt(token)).toEqual({
      iss: issuer.url,
      aud: [client.id],
      sub: "ada",
      sid: "a-session",
      iat: numericDate(NOON),
      exp: numericDate(NOON) + 120,
      jti: expect.any(String),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
  });

  test("is a new one each time", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer);
    const tokens = [
      await logoutToken(issuer, client, ENDED),
      await logoutToken(issuer, client, ENDED),
    ];
    expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(2);
  });

  test("is no ID token: nothing accepts it as a hint", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer);
    const verified = issuer.keys.verify(await logoutToken(issuer, client, ENDED));
    expect(verified?.type).toBe("logout+jwt");
  });

  test("names the user by the identifier that was forced for the client", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer);
    const token = await logoutToken(issuer, client, { ...ENDED, forcedSubject: "forced" });
    expect(decodeJwt(token).sub).toBe("forced");
  });
});
