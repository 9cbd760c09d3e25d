import { localFetch } from "../../support/local-fetch.js";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf, expectErrorPage, expectRefusal } from "../answer.js";
import { RelyingParty, tokensOf } from "../relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant);
  });

  describe("redirect URIs (RFC 9700 §2.1, §2.6)", () => {
    const create = async (uri: string) =>
      await answerOf(
        tenant.grantry.admin.call("POST", `${tenant.issuer}/admin/clients`, {
          redirect_uris: [uri],
        }),
      );

    test.each([
      "https://app.example.com/callback",
      "http://127.0.0.1/callback",
      "http://127.0.0.1:8080/callback",
      "http://[::1]/callback",
      "http://localhost:3000/callback",
      "com.example.app:/callback",
    ])("may be %s", async (uri) => {
      expect((await create(uri)).status).toBe(201);
    });

    test.each([
      ["without TLS, except to this very device (§2.6)", "http://app.example.com/callback"],
      ["without TLS to another address", "http://10.0.0.1/callback"],
      ["with a wildcard", "https://*.example.com/callback"],
      ["with a fragment", "https://app.example.com/callback#a"],
      ["relative", "/callback"],
      ["a script", "javascript:alert(1)"],
      ["data", "data:text/html,hello"],
      ["a file", "file:///etc/passwd"],
      ["with credentials", "https://user:password@app.example.com/"],
      ["with a line break", "https://app.example.com/\r\nx"],
      ["with NUL", "https://app.example.com/\0"],
    ])("may not be %s", async (_, uri) => {
      const answer = await create(uri);
      expect(answer.status).toBe(400);
      expect(answer.body["error"]).toMatch(/^invalid_(redirect_uri|client_metadata)$/);
    });

    test.each([
      ["127.0.0.1 at any port", "http://127.0.0.1:53682/callback", 302],
      ["127.0.0.1 without a port", "http://127.0.0.1/callback", 302],
      ["another loopback address", "http://127.0.0.2:53682/callback", 400],
      ["localhost, which was not registered", "http://localhost:53682/callback", 400],
      ["a name that begins like it", "http://127.0.0.1.evil.com/callback", 400],
      ["a user name that looks like it", "http://127.0.0.1:80@evil.com/callback", 400],
      ["https", "https://127.0.0.1/callback", 400],
    ])("of native apps match for %s (RFC 8252 §7.3)", async (_, redirect_uri, status) => {
      const native = await RelyingParty.register(tenant, {
        redirect_uris: ["http://127.0.0.1:4446/callback"],
      });
      const answer = await native.begin({ redirect_uri });
      expect(answer.status).toBe(status);
    });

    test("are never where an unknown client sends a browser: no open redirector (§4.11.2)", async () => {
      const fields = { client_id: "nobody", redirect_uri: "https://evil.example.com/" };
      for (const extra of [{}, { prompt: "none" }, { response_mode: "form_post" }]) {
        const answer = await client.begin({ ...fields, ...extra });
        expectErrorPage(answer, 401, "invalid_client");
        expect(answer.text).not.toContain("evil.example.com");
      }
    });
  });

  describe("the browser on its way", () => {
    test("is sent by 302 and 303, never by 307, and leaks no referrer (§4.2.4, §4.12)", async () => {
      const agent = new UserAgent();
      const asked = await agent.send(client.authorizationUrl(), { method: "GET" });
      expect(asked.status).toBe(302);
      const login = new URL(asked.headers.get("location") ?? "");
      const challenge = login.searchParams.get("login_challenge") ?? "";
      const subject = { subject: "somebody" };
      const toConsent = await agent.send(
        await client.app.decide("login", "accept", challenge, subject),
        { method: "GET" },
      );
      expect(toConsent.status).toBe(302);
      const consent = new URL(toConsent.headers.get("location") ?? "");
      const consentChallenge = consent.searchParams.get("consent_challenge") ?? "";
      const granted = { grant_scope: ["openid"] };
      const back = await agent.send(
        await client.app.decide("consent", "accept", consentChallenge, granted),
        { method: "GET" },
      );
      expect(back.status).toBe(303);
      for (const answer of [asked, toConsent, back]) {
        expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    });

    test("cannot be shown a page inside a frame (§4.16)", async () => {
      const agent = new UserAgent();
      const login = await client.app.follow(agent, client.authorizationUrl());
      const pages = [
        await agent.send(login.href, { method: "GET" }),
        await agent.send(client.authorizationUrl({ client_id: "nobody" }), { method: "GET" }),
      ];
      for (const page of pages) {
        await page.text();
        expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
        expect(page.headers.get("x-frame-options")).toBe("DENY");
      }
    });

    test("holds cookies that scripts cannot read and other sites do not send (§4.7)", async () => {
      const answer = await localFetch(client.authorizationUrl());
      const cookies = answer.headers.getSetCookie();
      expect(cookies).toHaveLength(1);
      expect(cookies[0]).toMatch(/; HttpOnly/i);
      expect(cookies[0]).toMatch(/; SameSite=Lax/i);
    });
  });

  describe("refresh token rotation (§2.2.2, §4.14.2)", () => {
    test("revokes the whole family when a token two generations old comes back", async () => {
      const first = await client.tokens();
      const second = tokensOf(await client.refresh(first.refresh_token));
      const third = tokensOf(await client.refresh(second.refresh_token));
      expect(await client.isAlive(third.access_token)).toBe(true);
      expectRefusal(await client.refresh(first.refresh_token), 400, "invalid_grant");
      for (const token of [third.access_token, third.refresh_token, second.refresh_token]) {
        expect(await client.isAlive(token)).toBe(false);
      }
      expectRefusal(await client.refresh(third.refresh_token), 400, "invalid_grant");
    });

    test("gives a lost answer again: the same successor within the grace (contract §6)", async () => {
      const first = await client.tokens();
      const second = tokensOf(await client.refresh(first.refresh_token));
      const again = tokensOf(await client.refresh(first.refresh_token));
      expect(again.refresh_token).toBe(second.refresh_token);
      expect(await client.isAlive(second.access_token)).toBe(true);
      expect(await client.isAlive(again.access_token)).toBe(true);
    });

    test("leaves the family of another sign-in alone", async () => {
      const [one, other] = [await client.tokens(), await client.tokens()];
      const second = tokensOf(await client.refresh(one.refresh_token));
      await client.refresh(second.refresh_token);
      expectRefusal(await client.refresh(one.refresh_token), 400, "invalid_grant");
      expect((await client.refresh(other.refresh_token)).status).toBe(200);
    });
  });

  test("the resource owner password grant does not exist (§2.4)", async () => {
    const fields = { grant_type: "password", username: "a", password: "b" };
    expectRefusal(await client.token(fields), 400, "unsupported_grant_type");
  });
});
