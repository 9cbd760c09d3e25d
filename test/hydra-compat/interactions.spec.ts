import { randomBytes } from "node:crypto";
import type { OAuth2Api } from "@ory/client";
import { decodeJwt } from "jose";
import { localFetch } from "../support/local-fetch.js";
import { UserAgent } from "../support/user-agent.js";
import { answerOf } from "../oauth2/answer.js";
import { RelyingParty, tokensOf } from "../oauth2/relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../oauth2/tenant.js";
import { inHydrasWords, oryClient, refusalOf } from "./ory-client.js";

const NOT_FOUND = inHydrasWords("Not Found", "Unable to locate the requested resource");

inEachMode((mode) => {
  let tenant: Tenant;
  let ory: OAuth2Api;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    ory = oryClient(tenant);
    client = await RelyingParty.register(tenant, { audience: ["https://api.example.com"] });
  });

  /** A browser at the login page of a fresh request. */
  async function atLogin(agent = new UserAgent()) {
    const url = client.authorizationUrl({ audience: "https://api.example.com" });
    const location = await client.app.follow(agent, url);
    return { agent, loginChallenge: location.searchParams.get("login_challenge") ?? "", url };
  }

  /** A browser at the consent page, somebody having signed in. */
  async function atConsent(login: Record<string, unknown> = {}) {
    const { agent, loginChallenge } = await atLogin();
    const { data } = await ory.acceptOAuth2LoginRequest({
      loginChallenge,
      acceptOAuth2LoginRequest: { subject: "ada", ...login },
    });
    const location = await client.app.follow(agent, data.redirect_to);
    return { agent, consentChallenge: location.searchParams.get("consent_challenge") ?? "" };
  }

  describe("login requests (ory-hydra §1.6)", () => {
    test("say who asks for what", async () => {
      const { loginChallenge, url } = await atLogin();
      expect(loginChallenge.length).toBeLessThan(600);
      const { data } = await ory.getOAuth2LoginRequest({ loginChallenge });
      expect(data).toMatchObject({
        challenge: loginChallenge,
        requested_scope: ["openid", "offline_access"],
        requested_access_token_audience: ["https://api.example.com"],
        skip: false,
        subject: "",
        client: { client_id: client.id },
      });
      expect(new URL(data.request_url).searchParams).toEqual(new URL(url).searchParams);
      expect(JSON.stringify(data)).not.toContain(client.secret);
    });

    test("name the session that the sign-in begins, and consent requests their login request", async () => {
      const { agent, loginChallenge } = await atLogin();
      const { data: login } = await ory.getOAuth2LoginRequest({ loginChallenge });
      expect(login.session_id).toMatch(/^[0-9a-f-]{36}$/);
      const acceptOAuth2LoginRequest = { subject: "ada", remember: true };
      const accepted = await ory.acceptOAuth2LoginRequest({
        loginChallenge,
        acceptOAuth2LoginRequest,
      });
      const page = await client.app.follow(agent, accepted.data.redirect_to);
      const consentChallenge = page.searchParams.get("consent_challenge") ?? "";
      const { data: consent } = await ory.getOAuth2ConsentRequest({ consentChallenge });
      expect(consent.login_challenge).toBe(loginChallenge);
      expect(consent.login_session_id).toBe(login.session_id);
      const { data } = await ory.acceptOAuth2ConsentRequest({
        consentChallenge,
        acceptOAuth2ConsentRequest: { grant_scope: ["openid"] },
      });
      const callback = await client.app.follow(agent, data.redirect_to);
      const tokens = tokensOf(await client.redeem(callback.searchParams.get("code") ?? ""));
      expect(decodeJwt(tokens.id_token)["sid"]).toBe(login.session_id);
    });

    test("answered twice by two users make two sessions, each its own", async () => {
      const { agent, loginChallenge } = await atLogin();
      const sessions: string[] = [];
      for (const subject of ["ada", "bob", "ada"]) {
        const acceptOAuth2LoginRequest = { subject, remember: true };
        const { data } = await ory.acceptOAuth2LoginRequest({
          loginChallenge,
          acceptOAuth2LoginRequest,
        });
        const page = await client.app.follow(agent, data.redirect_to);
        const consentChallenge = page.searchParams.get("consent_challenge") ?? "";
        const { data: consent } = await ory.getOAuth2ConsentRequest({ consentChallenge });
        expect(consent.subject).toBe(subject);
        sessions.push(consent.login_session_id ?? "");
      }
      expect(sessions[2]).toBe(sessions[0]);
      expect(sessions[1]).not.toBe(sessions[0]);
    });

    test("of a signed-in browser can be skipped, as the same user only", async () => {
      const { agent } = await atLogin();
      await client.tokens({}, { agent, subject: "ada", login: { remember: true } });
      const { loginChallenge } = await atLogin(agent);
      if (loginChallenge !== "") throw new Error("a built-in page never sees a skipped login");
      const consent = await client.app.follow(agent, client.authorizationUrl());
      expect(consent.searchParams.has("consent_challenge")).toBe(true);
    });

    test("end in an error of the login app's choice when rejected", async () => {
      const { agent, loginChallenge } = await atLogin();
      const { data } = await ory.rejectOAuth2LoginRequest({
        loginChallenge,
        rejectOAuth2Request: { error: "login_required", error_description: 'Say "please"' },
      });
      const callback = await client.app.follow(agent, data.redirect_to);
      expect(callback.searchParams.get("error")).toBe("login_required");
      expect(callback.searchParams.get("error_description")).toBe("Say 'please'");
    });

    test.each([
      ["no subject", {}],
      ["an empty subject", { subject: "" }],
      ["a subject that is no text", { subject: 1 }],
      ["a subject with NUL", { subject: "a\0" }],
      ["a subject of 300 characters", { subject: "x".repeat(300) }],
      ["remember_for that is no whole number", { subject: "a", remember_for: 1.5 }],
      ["amr that is no list", { subject: "a", amr: "pwd" }],
      ["amr with NUL", { subject: "a", amr: ["pwd\0"] }],
      ["acr with NUL", { subject: "a", acr: "\0" }],
      [
        "a context too large to travel",
        { subject: "a", context: { note: randomBytes(12_000).toString("base64") } },
      ],
    ])("refuse an acceptance with %s", async (_, body) => {
      const { loginChallenge } = await atLogin();
      const refusal = await refusalOf(
        ory.acceptOAuth2LoginRequest({ loginChallenge, acceptOAuth2LoginRequest: body as never }),
      );
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    });
  });

  test.each([-1, 0, 10 ** 12])(
    "remember_for %d is taken at login and consent",
    async (remember_for) => {
      const agent = new UserAgent();
      const remembered = { remember: true, remember_for };
      await client.tokens({}, { agent, login: remembered, consent: remembered });
      const again = await client.app.follow(agent, client.authorizationUrl({ prompt: "none" }));
      expect(again.searchParams.has("code")).toBe(true);
    },
  );

  describe("consent requests (ory-hydra §1.6)", () => {
    test("say who asks whom for what, and what the login app said", async () => {
      const { consentChallenge } = await atConsent({ acr: "1", amr: ["pwd"], context: { a: [1] } });
      const { data } = await ory.getOAuth2ConsentRequest({ consentChallenge });
      expect(data).toMatchObject({
        challenge: consentChallenge,
        requested_scope: ["openid", "offline_access"],
        requested_access_token_audience: ["https://api.example.com"],
        skip: false,
        subject: "ada",
        acr: "1",
        amr: ["pwd"],
        context: { a: [1] },
        client: { client_id: client.id },
      });
      expect(JSON.stringify(data)).not.toContain(client.secret);
    });

    test("grant what was accepted, claims included, and nothing more", async () => {
      const { agent, consentChallenge } = await atConsent();
      const { data } = await ory.acceptOAuth2ConsentRequest({
        consentChallenge,
        acceptOAuth2ConsentRequest: {
          grant_scope: ["openid"],
          grant_access_token_audience: ["https://api.example.com"],
          session: { access_token: { tier: "gold" }, id_token: { nickname: "A" } },
        },
      });
      const callback = await client.app.follow(agent, data.redirect_to);
      const tokens = tokensOf(await client.redeem(callback.searchParams.get("code") ?? ""));
      expect(tokens.scope).toBe("openid");
      expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: "ada", nickname: "A" });
      expect(await client.introspect(tokens.access_token)).toMatchObject({
        scope: "openid",
        aud: ["https://api.example.com"],
        ext: { tier: "gold" },
      });
    });

    test.each([
      ["scope that was not requested", { grant_scope: ["openid", "admin"] }],
      ["audience that was not requested", { grant_access_token_audience: ["https://evil"] }],
      ["scope that is no list", { grant_scope: "openid" }],
      ["a session that is no object", { session: "x" }],
    ])("refuse an acceptance with %s", async (_, body) => {
      const { consentChallenge } = await atConsent();
      const refusal = await refusalOf(
        ory.acceptOAuth2ConsentRequest({
          consentChallenge,
          acceptOAuth2ConsentRequest: body as never,
        }),
      );
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    });

    test("give tokens that live with ten kilobytes of claims, and refuse more", async () => {
      const { agent, consentChallenge } = await atConsent();
      const accept = (bytes: number) =>
        ory.acceptOAuth2ConsentRequest({
          consentChallenge,
          acceptOAuth2ConsentRequest: {
            grant_scope: ["openid"],
            session: { access_token: { groups: randomBytes(bytes / 2).toString("hex") } },
          },
        });
      const refusal = await refusalOf(accept(11_000));
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
      const { data } = await accept(9_800);
      const callback = await client.app.follow(agent, data.redirect_to);
      const tokens = tokensOf(await client.redeem(callback.searchParams.get("code") ?? ""));
      expect(await client.isAlive(tokens.access_token)).toBe(true);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const told = await answerOf(localFetch(`${tenant.issuer}/userinfo`, { headers }));
      expect(told.status).toBe(200);
    });

    test("end in access_denied when rejected without a word", async () => {
      const { agent, consentChallenge } = await atConsent();
      const { data } = await ory.rejectOAuth2ConsentRequest({ consentChallenge });
      const callback = await client.app.follow(agent, data.redirect_to);
      expect(callback.searchParams.get("error")).toBe("access_denied");
      expect(callback.searchParams.has("code")).toBe(false);
    });

    test("are spared by a remembered consent that covers the request, until it is revoked", async () => {
      const agent = new UserAgent();
      const subject = `subject-${Date.now()}`;
      const visit = { agent, subject, login: { remember: true }, consent: { remember: true } };
      await client.tokens({}, visit);
      const again = await client.app.follow(agent, client.authorizationUrl());
      expect(again.searchParams.has("code")).toBe(true);
      await ory.revokeOAuth2ConsentSessions({ subject, client: client.id });
      const asked = await client.app.follow(agent, client.authorizationUrl());
      expect(asked.searchParams.has("consent_challenge")).toBe(true);
    });
  });

  describe("challenges", () => {
    test.each(["nonsense", "A".repeat(5000), "ä", "x\0"])(
      "that nobody issued are 404 in Hydra's words: %#",
      async (challenge) => {
        for (const call of [
          () => ory.getOAuth2LoginRequest({ loginChallenge: challenge }),
          () => ory.getOAuth2ConsentRequest({ consentChallenge: challenge }),
          () => ory.getOAuth2LogoutRequest({ logoutChallenge: challenge }),
          () => ory.acceptOAuth2LogoutRequest({ logoutChallenge: challenge }),
          () => ory.rejectOAuth2ConsentRequest({ consentChallenge: challenge }),
        ]) {
          const refusal = await refusalOf(call());
          expect({ status: refusal.status, body: refusal.body }).toEqual({
            status: 404,
            body: NOT_FOUND,
          });
        }
      },
    );

    test("that are missing are 400", async () => {
      for (const kind of ["login", "consent", "logout"]) {
        const url = `${tenant.issuer}/admin/oauth2/auth/requests/${kind}`;
        const answer = await tenant.grantry.admin.call("GET", url);
        expect(answer.status).toBe(400);
        expect(await answer.json()).toMatchObject({ error: "invalid_request" });
      }
    });

    test("of one kind are not of another", async () => {
      const { loginChallenge } = await atLogin();
      const refusal = await refusalOf(
        ory.getOAuth2ConsentRequest({ consentChallenge: loginChallenge }),
      );
      expect(refusal.status).toBe(404);
    });

    test("of another project are unknown", async () => {
      const { loginChallenge } = await atLogin();
      const stranger = oryClient(await neighbourOf(tenant));
      const refusal = await refusalOf(stranger.getOAuth2LoginRequest({ loginChallenge }));
      expect(refusal.status).toBe(404);
    });
  });
});
