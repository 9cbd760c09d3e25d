import { UserAgent } from "../../support/user-agent.js";
import { expectErrorPage, expectErrorRedirect, expectRefusal, answerOf } from "../answer.js";
import { CALLBACK, RelyingParty, tokensOf } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

const OTHER_CALLBACK = "https://app.example.com/other?tenant=a%20b";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let other: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    const redirect_uris = [CALLBACK, OTHER_CALLBACK];
    client = await RelyingParty.register(tenant, { redirect_uris });
    other = await RelyingParty.register(tenant);
  });

  describe("authorization response", () => {
    test("answers 303 with code, scope, state and iss (RFC 6749 §4.1.2, RFC 9207 §2)", async () => {
      const callback = await client.authorize({ state: "s" });
      expect(callback.origin + callback.pathname).toBe(CALLBACK);
      expect(Object.fromEntries(callback.searchParams)).toEqual({
        code: expect.stringMatching(/^gry_ac_[\w-]+$/),
        scope: "openid offline_access",
        state: "s",
        iss: tenant.issuer,
      });
    });

    test.each([
      ["short", "a"],
      ["every printable character", String.raw`!"#$%&'()*+,-./:;<=>?@[\]^_{|}~`],
      ["beyond ASCII", "ä€😀"],
      ["long", "x".repeat(1500)],
      ["what looks encoded", "%2B+%00"],
    ])("gives back a state that is %s, byte for byte (§4.1.2)", async (_, state) => {
      const callback = await client.authorize({ state });
      expect(callback.searchParams.getAll("state")).toEqual([state]);
    });

    test("has no state when none was sent (§4.1.2)", async () => {
      const callback = await client.authorize({ state: undefined });
      expect(callback.searchParams.has("state")).toBe(false);
    });

    test("keeps the query of a registered redirect URI (§3.1.2)", async () => {
      const callback = await client.authorize({ redirect_uri: OTHER_CALLBACK });
      expect(callback.href.startsWith(`${OTHER_CALLBACK}&`)).toBe(true);
      expect(callback.searchParams.get("tenant")).toBe("a b");
    });

    test("carries less scope when the user granted less (§3.3)", async () => {
      const code = await client.authorize({}, { grantScope: ["openid"] });
      expect(code.searchParams.get("scope")).toBe("openid");
      const tokens = tokensOf(await client.redeem(code.searchParams.get("code") ?? ""));
      expect(tokens.scope).toBe("openid");
      expect(tokens).not.toHaveProperty("refresh_token");
    });

    test("is an access_denied error when the user refuses (§4.1.2.1)", async () => {
      const agent = new UserAgent();
      const login = await client.app.follow(agent, client.authorizationUrl({ state: "s" }));
      const challenge = login.searchParams.get("login_challenge") ?? "";
      const onwards = await client.app.decide("login", "reject", challenge, {
        error: "access_denied",
        error_description: "Not today",
      });
      const answer = await answerOf(agent.send(onwards, { method: "GET" }));
      const error = expectErrorRedirect(answer, {
        to: CALLBACK,
        error: "access_denied",
        state: "s",
      });
      expect(error.get("error_description")).toBe("Not today");
      expect(error.get("iss")).toBe(tenant.issuer);
    });
  });

  describe("code exchange", () => {
    test("answers tokens in the registered form, never to be stored (§4.1.4, §5.1)", async () => {
      const answer = await client.redeem(await client.code());
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^gry_at_[\w-]+$/),
        refresh_token: expect.stringMatching(/^gry_rt_[\w-]+$/),
        id_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: "bearer",
        expires_in: 3600,
        scope: "openid offline_access",
      });
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("pragma")).toBe("no-cache");
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    });

    test("refuses a code presented twice and revokes its tokens (§4.1.2)", async () => {
      const code = await client.code();
      const tokens = tokensOf(await client.redeem(code));
      expect(await client.isAlive(tokens.access_token)).toBe(true);
      expectRefusal(await client.redeem(code), 400, "invalid_grant");
      expect(await client.isAlive(tokens.access_token)).toBe(false);
      expect(await client.isAlive(tokens.refresh_token)).toBe(false);
      expectRefusal(await client.refresh(tokens.refresh_token), 400, "invalid_grant");
      expectRefusal(await client.redeem(code), 400, "invalid_grant");
    });

    test("has exactly one winner of fifty parallel redemptions, and no token survives (§4.1.2)", async () => {
      const code = await client.code();
      const answers = await Promise.all(Array.from({ length: 50 }, () => client.redeem(code)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      for (const lost of answers.filter((answer) => !won.includes(answer))) {
        expectRefusal(lost, 400, "invalid_grant");
      }
      expect(await client.isAlive(String(won[0]?.body["access_token"]))).toBe(false);
    });

    test("refuses a code of another client, which stays good for its own (§4.1.3)", async () => {
      const code = await client.code();
      expectRefusal(await other.redeem(code), 400, "invalid_grant");
      expect((await client.redeem(code)).status).toBe(200);
    });

    test("refuses another redirect_uri than the request had, and the code stays good (§4.1.3)", async () => {
      const code = await client.code();
      for (const redirect_uri of [OTHER_CALLBACK, `${CALLBACK}/`, CALLBACK.toUpperCase()]) {
        expectRefusal(await client.redeem(code, { redirect_uri }), 400, "invalid_grant");
      }
      expectRefusal(await client.redeem(code, { redirect_uri: undefined }), 400, "invalid_request");
      expect((await client.redeem(code)).status).toBe(200);
    });

    test("needs no redirect_uri when the request had none (§4.1.3)", async () => {
      const single = await RelyingParty.register(tenant);
      const code = await single.code({ redirect_uri: undefined, scope: "offline_access" });
      const answer = await single.redeem(code, { redirect_uri: undefined });
      expect(answer.status).toBe(200);
    });

    test("takes the one that was meant when the request had none, and no other (§3.1.2.3)", async () => {
      const single = await RelyingParty.register(tenant);
      const code = await single.code({ redirect_uri: undefined, scope: "offline_access" });
      const other = await single.redeem(code, { redirect_uri: `${CALLBACK}/other` });
      expectRefusal(other, 400, "invalid_grant");
      expect((await single.redeem(code, { redirect_uri: CALLBACK })).status).toBe(200);
    });

    test.each([
      ["no code", undefined, "invalid_request"],
      ["an empty code", "", "invalid_request"],
      ["nonsense", "nonsense", "invalid_grant"],
      ["only a prefix", "gry_ac_", "invalid_grant"],
      ["a code of the right form", `gry_ac_AQAA${"A".repeat(80)}`, "invalid_grant"],
      ["a code of 10,000 characters", `gry_ac_${"A".repeat(10_000)}`, "invalid_grant"],
      ["a code with a NUL", "gry_ac_\0", "invalid_request"],
      ["a code beyond ASCII", "gry_ac_ä😀", "invalid_grant"],
    ] as const)("refuses %s (§5.2)", async (_, code, error) => {
      const answer = await client.token({
        grant_type: "authorization_code",
        code,
        redirect_uri: CALLBACK,
      });
      expectRefusal(answer, 400, error);
    });

    test("refuses an access token, a refresh token and a changed code in place of a code (§5.2)", async () => {
      const code = await client.code();
      const tokens = await client.tokens();
      const changed = `${code.slice(0, -1)}${code.endsWith("A") ? "B" : "A"}`;
      for (const wrong of [tokens.access_token, tokens.refresh_token, tokens.id_token, changed]) {
        expectRefusal(await client.redeem(wrong), 400, "invalid_grant");
      }
      expect((await client.redeem(code)).status).toBe(200);
    });

    test("gives no refresh token to a client that is not registered for it (§5.1)", async () => {
      const grant_types = ["authorization_code"];
      const short = await RelyingParty.register(tenant, { grant_types });
      expect(await short.tokens()).not.toHaveProperty("refresh_token");
    });

    test("gives no refresh token unless it was asked for (OpenID Connect Core §11)", async () => {
      expect(await client.tokens({ scope: "openid" })).not.toHaveProperty("refresh_token");
      expect(await client.tokens({ scope: "offline" })).toHaveProperty("refresh_token");
    });
  });

  describe("the flow belongs to one browser", () => {
    test("refuses a login verifier in another browser and changes nothing (§10.12)", async () => {
      const agent = new UserAgent();
      const login = await client.app.follow(agent, client.authorizationUrl());
      const challenge = login.searchParams.get("login_challenge") ?? "";
      const subject = { subject: "victim" };
      const onwards = await client.app.decide("login", "accept", challenge, subject);
      const stranger = await answerOf(new UserAgent().send(onwards, { method: "GET" }));
      expectErrorPage(stranger, 403, "request_forbidden");
      expect(stranger.headers.getSetCookie()).toEqual([]);
      const owner = await client.app.follow(agent, onwards);
      expect(owner.searchParams.has("consent_challenge")).toBe(true);
    });

    test("refuses a consent verifier in another browser, and one that was answered (§10.12)", async () => {
      const agent = new UserAgent();
      const login = await client.app.follow(agent, client.authorizationUrl());
      const loginChallenge = login.searchParams.get("login_challenge") ?? "";
      const afterLogin = await client.app.decide("login", "accept", loginChallenge, {
        subject: "somebody",
      });
      const consent = await client.app.follow(agent, afterLogin);
      const consentChallenge = consent.searchParams.get("consent_challenge") ?? "";
      const onwards = await client.app.decide("consent", "accept", consentChallenge, {
        grant_scope: ["openid"],
      });
      const stranger = await answerOf(new UserAgent().send(onwards, { method: "GET" }));
      expectErrorPage(stranger, 403, "request_forbidden");
      const cookies = new UserAgent();
      cookies.cookies.store(tenant.issuer, setCookiesOf(agent, tenant));
      const callback = await client.app.follow(agent, onwards);
      expect(callback.searchParams.has("code")).toBe(true);
      const again = await answerOf(cookies.send(onwards, { method: "GET" }));
      expectErrorPage(again, 410, "invalid_request");
    });
  });
});

/** The cookies a browser holds for the issuer, as another answer would set them. */
function setCookiesOf(agent: UserAgent, tenant: Tenant): Headers {
  const headers = new Headers();
  const path = new URL(tenant.issuer).pathname;
  for (const pair of agent.cookies.header(`${tenant.issuer}/oauth2/auth`)?.split("; ") ?? []) {
    headers.append("set-cookie", `${pair}; Path=${path}`);
  }
  return headers;
}
