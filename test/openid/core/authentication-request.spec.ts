import { decodeJwt } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf, expectErrorRedirect } from "../../oauth2/answer.js";
import { CALLBACK, RelyingParty, type Fields, tokensOf } from "../../oauth2/relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../../oauth2/tenant.js";
import type { Visit } from "../../oauth2/toy-login-app.js";

const REMEMBERED: Visit = {
  login: { remember: true, remember_for: 3600 },
  consent: { remember: true, remember_for: 3600 },
};

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
  });

  /** A browser in which somebody signed in and consented, both to be remembered. */
  async function signedIn(subject: string, visit: Visit = REMEMBERED) {
    const agent = new UserAgent();
    const tokens = await client.tokens({}, { agent, subject, ...visit });
    return { agent, tokens, idToken: tokens.id_token };
  }

  /** Where one request leads in a browser, following nothing. */
  async function sentTo(agent: UserAgent, fields: Fields) {
    return await client.app.follow(agent, client.authorizationUrl(fields));
  }

  async function expectTold(agent: UserAgent, fields: Fields, error: string) {
    const url = client.authorizationUrl({ state: "s", ...fields });
    const answer = await answerOf(agent.send(url, { method: "GET" }));
    expectErrorRedirect(answer, { to: CALLBACK, error, state: "s" });
  }

  describe("prompt (OpenID Connect Core §3.1.2.1)", () => {
    test("none answers at once for somebody who is signed in and consented", async () => {
      const { agent } = await signedIn("ada");
      const callback = await sentTo(agent, { prompt: "none" });
      expect(callback.origin + callback.pathname).toBe(CALLBACK);
      const tokens = tokensOf(await client.redeem(callback.searchParams.get("code") ?? ""));
      expect(decodeJwt(tokens.id_token).sub).toBe("ada");
    });

    test("none is login_required when nobody is signed in (§3.1.2.6)", async () => {
      await expectTold(new UserAgent(), { prompt: "none" }, "login_required");
    });

    test("none is login_required when the sign-in was not to be remembered", async () => {
      const { agent } = await signedIn("ada", { consent: { remember: true } });
      await expectTold(agent, { prompt: "none" }, "login_required");
    });

    test("none is consent_required when the consent was not to be remembered (§3.1.2.6)", async () => {
      const { agent } = await signedIn("bob", { login: { remember: true } });
      await expectTold(agent, { prompt: "none" }, "consent_required");
    });

    test("none is consent_required for more scope than was granted", async () => {
      const { agent } = await signedIn("cleo");
      const fields = { prompt: "none", scope: "openid offline_access email" };
      await expectTold(agent, fields, "consent_required");
    });

    test("login asks again, and the new sign-in is a new one", async () => {
      const { agent, idToken } = await signedIn("ada");
      const location = await sentTo(agent, { prompt: "login" });
      expect(location.searchParams.has("login_challenge")).toBe(true);
      const challenge = location.searchParams.get("login_challenge") ?? "";
      expect(await client.app.request("login", challenge)).toMatchObject({
        skip: false,
        subject: "",
      });
      const again = await client.tokens({ prompt: "login" }, { agent, subject: "ada" });
      expect(decodeJwt(again.id_token)["sid"]).not.toBe(decodeJwt(idToken)["sid"]);
    });

    test("consent asks again although the consent is remembered", async () => {
      const { agent } = await signedIn("ada");
      const location = await sentTo(agent, { prompt: "consent" });
      expect(location.searchParams.has("consent_challenge")).toBe(true);
    });

    test("select_account asks for the account", async () => {
      const { agent } = await signedIn("ada");
      const location = await sentTo(agent, { prompt: "select_account" });
      expect(location.searchParams.has("login_challenge")).toBe(true);
    });

    test("create leads to sign-up (Initiating User Registration §4)", async () => {
      const location = await sentTo(new UserAgent(), { prompt: "create" });
      expect(location.pathname).toMatch(/\/ui\/registration$/);
      expect(location.searchParams.has("login_challenge")).toBe(true);
    });

    test.each(["none login", "none consent", "unheard_of", "NONE"])(
      "%s is invalid_request",
      async (prompt) => {
        await expectTold(new UserAgent(), { prompt }, "invalid_request");
      },
    );
  });

  describe("max_age (§3.1.2.1)", () => {
    test("lets a fresh sign-in stand and says when it was", async () => {
      const { agent, idToken } = await signedIn("ada");
      const callback = await sentTo(agent, { max_age: "3600", prompt: "none" });
      const tokens = tokensOf(await client.redeem(callback.searchParams.get("code") ?? ""));
      expect(decodeJwt(tokens.id_token)["auth_time"]).toBe(decodeJwt(idToken)["auth_time"]);
    });

    test("0 asks again, as prompt=login does", async () => {
      const { agent } = await signedIn("ada");
      const location = await sentTo(agent, { max_age: "0" });
      expect(location.searchParams.has("login_challenge")).toBe(true);
      await expectTold(agent, { max_age: "0", prompt: "none" }, "login_required");
    });

    test.each(["-1", "1.5", "soon", "9".repeat(30), "1e3"])(
      "%s is invalid_request",
      async (max_age) => {
        await expectTold(new UserAgent(), { max_age }, "invalid_request");
      },
    );
  });

  describe("id_token_hint (§3.1.2.1)", () => {
    test("of the signed-in user spares the sign-in", async () => {
      const { agent, idToken } = await signedIn("ada");
      const callback = await sentTo(agent, { id_token_hint: idToken, prompt: "none" });
      expect(callback.searchParams.has("code")).toBe(true);
    });

    test("of somebody else is login_required without asking, and asks otherwise", async () => {
      const { agent } = await signedIn("ada");
      const { idToken } = await signedIn("bob");
      await expectTold(agent, { id_token_hint: idToken, prompt: "none" }, "login_required");
      const location = await sentTo(agent, { id_token_hint: idToken });
      expect(location.searchParams.has("login_challenge")).toBe(true);
    });

    test("is held against who signs in (§3.1.2.3)", async () => {
      const { idToken } = await signedIn("bob");
      const fields = { id_token_hint: idToken };
      const callback = await client.authorize(fields, { subject: "mallory" });
      expect(callback.searchParams.get("error")).toBe("login_required");
    });

    /** Signed by this issuer with the same key, and no ID token. */
    async function signedAccessToken(): Promise<string> {
      const machine = await RelyingParty.register(tenant, { access_token_strategy: "jwt" });
      const answer = await machine.token({ grant_type: "client_credentials" });
      return String(answer.body["access_token"]);
    }

    async function signedUserInfo(): Promise<string> {
      const party = await RelyingParty.register(tenant, { userinfo_signed_response_alg: "RS256" });
      const { access_token: token } = await party.tokens();
      const headers = { authorization: `Bearer ${token}` };
      return await (await localFetch(`${tenant.issuer}/userinfo`, { headers })).text();
    }

    test("signed by a key that has retired since still counts", async () => {
      const { agent, idToken } = await signedIn("ada");
      const keys = `${tenant.issuer}/admin/keys/hydra.openid.id-token`;
      const body = { alg: "RS256", kid: `later ${Date.now()}`, use: "sig" };
      expect((await tenant.grantry.admin.call("POST", keys, body)).status).toBe(201);
      const callback = await sentTo(agent, { id_token_hint: idToken, prompt: "none" });
      expect(callback.searchParams.has("code")).toBe(true);
    });

    test("that this issuer did not sign, or not as an ID token, is invalid_request", async () => {
      const foreign = await RelyingParty.register(await neighbourOf(tenant));
      const { id_token: stranger } = await foreign.tokens();
      const { tokens } = await signedIn("ada");
      const hints = [
        "nonsense",
        stranger,
        tokens.access_token,
        "eyJ.eyJ.eyJ",
        await signedAccessToken(),
        await signedUserInfo(),
      ];
      for (const id_token_hint of hints) {
        await expectTold(new UserAgent(), { id_token_hint }, "invalid_request");
      }
    });
  });

  describe("what the login app is told (§3.1.2.1)", () => {
    test("login_hint, acr_values, display, ui_locales", async () => {
      const location = await sentTo(new UserAgent(), {
        login_hint: "ada@example.com",
        acr_values: "urn:a urn:b",
        display: "popup",
        ui_locales: "de en",
      });
      const challenge = location.searchParams.get("login_challenge") ?? "";
      expect(await client.app.request("login", challenge)).toMatchObject({
        oidc_context: {
          login_hint: "ada@example.com",
          acr_values: ["urn:a", "urn:b"],
          display: "popup",
          ui_locales: ["de", "en"],
        },
      });
    });
  });

  describe("redirect_uri (§3.1.2.1)", () => {
    test("is required with scope openid, although one only is registered", async () => {
      const answer = await client.begin({ redirect_uri: undefined });
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
    });
  });

  describe("a session", () => {
    test("is known to its own browser and project only", async () => {
      await signedIn("ada");
      await expectTold(new UserAgent(), { prompt: "none" }, "login_required");
      const { agent } = await signedIn("ada");
      const neighbour = await RelyingParty.register(await neighbourOf(tenant));
      const url = neighbour.authorizationUrl({ prompt: "none" });
      const stolen = new UserAgent();
      const cookie = agent.cookies.header(`${tenant.issuer}/oauth2/auth`) ?? "";
      const answer = await answerOf(stolen.send(url, { method: "GET", headers: { cookie } }));
      expect(answer.headers.get("location")).toContain("error=login_required");
    });

    test("that was ended by the admin is over", async () => {
      const { agent, idToken } = await signedIn("dora");
      const sid = String(decodeJwt(idToken)["sid"]);
      const url = `${tenant.issuer}/admin/oauth2/auth/sessions/login?sid=${sid}`;
      expect((await tenant.grantry.admin.call("DELETE", url)).status).toBe(204);
      await expectTold(agent, { prompt: "none" }, "login_required");
    });

    test("cannot be made from a forged or foreign cookie", async () => {
      const { agent } = await signedIn("ada");
      const pair = agent.cookies.header(`${tenant.issuer}/oauth2/auth`) ?? "";
      const forged = pair.replaceAll(/=([^;]{10})/g, "=XXXXXXXXXX");
      for (const cookie of [forged, "grantry_session=admin", "grantry_session=%00", "=;=;"]) {
        const stranger = new UserAgent();
        const url = client.authorizationUrl({ prompt: "none" });
        const answer = await answerOf(stranger.send(url, { method: "GET", headers: { cookie } }));
        expect(answer.headers.get("location")).toContain("error=login_required");
      }
    });
  });
});
