import { decodeJwt } from "jose";
import { localFetch } from "../../support/local-fetch.js";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf, expectErrorPage } from "../../oauth2/answer.js";
import { CALLBACK, RelyingParty, encode, type Fields } from "../../oauth2/relying-party.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../../oauth2/tenant.js";

const RETURN = "https://app.example.com/signed-out?from=logout";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  let trusted: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, { post_logout_redirect_uris: [RETURN] });
    trusted = await RelyingParty.register(tenant, {
      post_logout_redirect_uris: [RETURN],
      skip_logout_consent: true,
    });
  });

  async function signedIn(by = client, subject = "ada") {
    const agent = new UserAgent();
    const visit = { agent, subject, login: { remember: true }, consent: { remember: true } };
    const tokens = await by.tokens({}, visit);
    return { agent, idToken: tokens.id_token, tokens };
  }

  function endSessionUrl(fields: Fields): string {
    return `${tenant.issuer}/oauth2/sessions/logout?${encode(fields).toString()}`;
  }

  async function visit(agent: UserAgent, url: string) {
    return await answerOf(agent.send(url, { method: "GET" }));
  }

  async function isSignedIn(agent: UserAgent): Promise<boolean> {
    const answer = await visit(agent, client.authorizationUrl({ prompt: "none" }));
    return new URL(answer.headers.get("location") ?? "").searchParams.has("code");
  }

  describe("sign-out asked for by a client (OpenID Connect RP-Initiated Logout §2)", () => {
    test("asks the user, ends the session and returns to the client with state (§2, §3)", async () => {
      const { agent, idToken } = await signedIn();
      const asked = await visit(
        agent,
        endSessionUrl({ id_token_hint: idToken, post_logout_redirect_uri: RETURN, state: "s ä" }),
      );
      expect(asked.status).toBe(302);
      const page = new URL(asked.headers.get("location") ?? "");
      const challenge = page.searchParams.get("logout_challenge") ?? "";
      expect(await client.app.request("logout", challenge)).toMatchObject({
        subject: "ada",
        sid: decodeJwt(idToken)["sid"],
        rp_initiated: true,
        client: { client_id: client.id },
      });
      expect(await isSignedIn(agent)).toBe(true);
      const onwards = await client.app.decide("logout", "accept", challenge);
      const ended = await visit(agent, onwards);
      expect(ended.status).toBe(302);
      expect(ended.headers.get("location")).toBe(
        `${RETURN}&${new URLSearchParams({ state: "s ä" }).toString()}`,
      );
      expect(await isSignedIn(agent)).toBe(false);
    });

    test("goes without the question for a client that is trusted to ask", async () => {
      const { agent, idToken } = await signedIn(trusted);
      const fields = { id_token_hint: idToken, post_logout_redirect_uri: RETURN };
      const ended = await visit(agent, endSessionUrl(fields));
      expect(ended.headers.get("location")).toBe(RETURN);
      expect(await isSignedIn(agent)).toBe(false);
    });

    test("by POST as by GET (§2)", async () => {
      const { agent, idToken } = await signedIn(trusted);
      const body = encode({ id_token_hint: idToken, post_logout_redirect_uri: RETURN }).toString();
      const url = endSessionUrl({}).replace("?", "");
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const posted = await answerOf(agent.send(url, { method: "POST", body, headers }));
      expect(posted.status).toBe(303);
      const ended = await visit(agent, posted.headers.get("location") ?? "");
      expect(ended.headers.get("location")).toBe(RETURN);
      expect(await isSignedIn(agent)).toBe(false);
    });

    test("by POST without a body as by GET without parameters (§2)", async () => {
      const { agent } = await signedIn();
      const url = `${tenant.issuer}/oauth2/sessions/logout`;
      const posted = await answerOf(agent.send(url, { method: "POST" }));
      expect(posted.status).toBe(303);
      expect(posted.headers.get("location")).toBe(url);
      const asked = await visit(agent, url);
      expect(asked.headers.get("location")).toContain("logout_challenge=");
    });

    test("leaves the session when the user declines", async () => {
      const { agent, idToken } = await signedIn();
      const asked = await visit(agent, endSessionUrl({ id_token_hint: idToken }));
      const page = new URL(asked.headers.get("location") ?? "");
      const challenge = page.searchParams.get("logout_challenge") ?? "";
      const answer = await client.app.call("PUT", "logout", challenge, {}, "reject");
      expect(answer.status).toBe(204);
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("returns at once when nobody is signed in", async () => {
      const { idToken } = await signedIn();
      const fields = { id_token_hint: idToken, post_logout_redirect_uri: RETURN, state: "s" };
      const ended = await visit(new UserAgent(), endSessionUrl(fields));
      expect(ended.headers.get("location")).toBe(`${RETURN}&state=s`);
    });

    test("leaves another user's session alone (§2)", async () => {
      const { idToken } = await signedIn(trusted, "bob");
      const { agent } = await signedIn(trusted, "ada");
      await visit(agent, endSessionUrl({ id_token_hint: idToken }));
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("returns to a client that is named by client_id instead of a hint, after asking (§2)", async () => {
      const { agent } = await signedIn(trusted);
      const fields = { client_id: trusted.id, post_logout_redirect_uri: RETURN, state: "s" };
      const asked = await visit(agent, endSessionUrl(fields));
      const page = new URL(asked.headers.get("location") ?? "");
      const challenge = page.searchParams.get("logout_challenge") ?? "";
      expect(await isSignedIn(agent)).toBe(true);
      const ended = await visit(agent, await client.app.decide("logout", "accept", challenge));
      expect(ended.headers.get("location")).toBe(`${RETURN}&state=s`);
      expect(await isSignedIn(agent)).toBe(false);
      const again = await visit(agent, endSessionUrl(fields));
      expect(again.headers.get("location")).toBe(`${RETURN}&state=s`);
    });

    test("asks without a hint, too, and then stays here (§2)", async () => {
      const { agent } = await signedIn();
      const asked = await visit(agent, endSessionUrl({}));
      const page = new URL(asked.headers.get("location") ?? "");
      const challenge = page.searchParams.get("logout_challenge") ?? "";
      const onwards = await client.app.decide("logout", "accept", challenge);
      const ended = await visit(agent, onwards);
      expect(ended.headers.get("location")?.startsWith(`${tenant.issuer}/`)).toBe(true);
      expect(await isSignedIn(agent)).toBe(false);
    });
  });

  describe("a sign-out that is refused shows a page and changes nothing (§3, §4)", () => {
    test.each([
      ["not registered", "https://evil.example.com/"],
      ["a prefix of the registered one", "https://app.example.com/signed-out"],
      ["a redirect URI of the client", CALLBACK],
      ["a script", "javascript:alert(1)"],
    ])("when the return address is %s", async (_, post_logout_redirect_uri) => {
      const { agent, idToken } = await signedIn(trusted);
      const fields = { id_token_hint: idToken, post_logout_redirect_uri };
      expectErrorPage(await visit(agent, endSessionUrl(fields)), 400, "invalid_request");
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when a return address or state comes without a hint", async () => {
      const { agent } = await signedIn();
      for (const fields of [{ post_logout_redirect_uri: RETURN }, { state: "s" }]) {
        expectErrorPage(await visit(agent, endSessionUrl(fields)), 400, "invalid_request");
      }
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when the hint is not an ID token of this issuer", async () => {
      const neighbour = await RelyingParty.register(await neighbourOf(tenant));
      const { id_token: foreign } = await neighbour.tokens();
      const { agent, tokens } = await signedIn(trusted);
      const { access_token: accessToken } = tokens;
      for (const id_token_hint of ["nonsense", "eyJ.eyJ.eyJ", foreign, accessToken]) {
        const answer = await visit(agent, endSessionUrl({ id_token_hint }));
        expectErrorPage(answer, 400, "invalid_request");
      }
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when the client_id without a hint is unknown, or its return address is not its own", async () => {
      const { agent } = await signedIn();
      for (const fields of [
        { client_id: "nobody" },
        { client_id: client.id, post_logout_redirect_uri: "https://evil.example.com/" },
      ]) {
        expectErrorPage(await visit(agent, endSessionUrl(fields)), 400, "invalid_request");
      }
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when client_id is not the audience of the hint (§2)", async () => {
      const { agent, idToken } = await signedIn(trusted);
      const fields = { id_token_hint: idToken, client_id: client.id };
      expectErrorPage(await visit(agent, endSessionUrl(fields)), 400, "invalid_request");
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when a parameter is repeated or contains NUL", async () => {
      const { agent, idToken } = await signedIn(trusted);
      for (const fields of [
        { id_token_hint: [idToken, idToken] },
        { id_token_hint: idToken, state: "a\0" },
      ]) {
        expectErrorPage(await visit(agent, endSessionUrl(fields)), 400, "invalid_request");
      }
      expect(await isSignedIn(agent)).toBe(true);
    });

    test("when the verifier was never issued or began in another browser", async () => {
      const { agent, idToken } = await signedIn();
      const unknown = await visit(agent, endSessionUrl({ logout_verifier: "nonsense" }));
      expectErrorPage(unknown, 404, "Not Found");
      const asked = await visit(agent, endSessionUrl({ id_token_hint: idToken }));
      const page = new URL(asked.headers.get("location") ?? "");
      const challenge = page.searchParams.get("logout_challenge") ?? "";
      const onwards = await client.app.decide("logout", "accept", challenge);
      expectErrorPage(await visit(new UserAgent(), onwards), 403, "request_forbidden");
      expect(await isSignedIn(agent)).toBe(true);
    });
  });

  test("tokens survive the sign-out (Hydra; contract §6)", async () => {
    const { agent, idToken, tokens } = await signedIn(trusted);
    await visit(agent, endSessionUrl({ id_token_hint: idToken }));
    expect(await trusted.isAlive(tokens.refresh_token)).toBe(true);
  });

  test("the endpoint is announced (§2.1)", async () => {
    const answer = await answerOf(localFetch(`${tenant.issuer}/.well-known/openid-configuration`));
    expect(answer.body["end_session_endpoint"]).toBe(`${tenant.issuer}/oauth2/sessions/logout`);
  });
});
