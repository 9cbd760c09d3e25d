import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { UserAgent } from "../../support/user-agent.js";
import { localFetch } from "../../support/local-fetch.js";
import { authorize, newPerson } from "../../support/sign-in.js";
import { CALLBACK, RelyingParty } from "../../oauth2/relying-party.js";
import { reach, strictly } from "../../oauth2/strict-client.js";
import { inEachMode, newTenant, type Tenant } from "../../oauth2/tenant.js";

const SCOPE = "openid offline_access email profile";

inEachMode((mode) => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await newTenant(mode);
  });

  describe.each([
    ["client_secret_basic", {}],
    ["client_secret_post", {}],
    ["none", { grant_types: ["authorization_code", "refresh_token"] }],
  ])("the code flow of a client with %s (OpenID Connect Core §3.1)", (method, fields) => {
    test("passes oauth4webapi from discovery to userinfo and refresh", async () => {
      const party = await RelyingParty.register(tenant, {
        token_endpoint_auth_method: method,
        ...fields,
      });
      const { server, client } = await strictly(party);
      const authentication = authenticationOf(method, party);
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const callback = await party.authorize({
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      const parameters = oauth.validateAuthResponse(server, client, callback, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        CALLBACK,
        verifier,
        reach,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
        maxAge: 60,
      });
      await oauth.validateApplicationLevelSignature(server, response, reach);
      const { sub } = oauth.getValidatedIdTokenClaims(tokens) ?? { sub: "" };
      const userinfo = await oauth.processUserInfoResponse(
        server,
        client,
        sub,
        await oauth.userInfoRequest(server, client, tokens.access_token, reach),
      );
      expect(userinfo.sub).toBe(sub);
      const refreshed = await oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(
          server,
          client,
          authentication,
          tokens.refresh_token ?? "",
          reach,
        ),
      );
      expect(oauth.getValidatedIdTokenClaims(refreshed)?.sub).toBe(sub);
      const revoked = await oauth.revocationRequest(
        server,
        client,
        authentication,
        refreshed.refresh_token ?? "",
        reach,
      );
      await oauth.processRevocationResponse(revoked);
      expect(await party.isAlive(refreshed.access_token)).toBe(false);
    });
  });

  test("somebody signs up, consents and is known to openid-client by name (§5.3, §5.4)", async () => {
    const party = await RelyingParty.register(tenant);
    const config = await openid.discovery(
      new URL(tenant.issuer),
      party.id,
      undefined,
      openid.ClientSecretBasic(party.secret),
      {
        execute: [openid.allowInsecureRequests],
        [openid.customFetch]: localFetch as openid.CustomFetch,
      },
    );
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const person = newPerson();
    const callback = await authorize(new UserAgent(), url.href, person);
    const tokens = await openid.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    expect(claims).toMatchObject({ email: person.email, name: person.name });
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "");
    expect(userinfo).toMatchObject({ email: person.email, name: person.name });
    const introspected = await openid.tokenIntrospection(config, tokens.access_token);
    expect(introspected).toMatchObject({ active: true, sub: claims?.sub, scope: SCOPE });
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(refreshed.claims()?.sub).toBe(claims?.sub);
    await openid.tokenRevocation(config, refreshed.refresh_token ?? "");
    expect(await openid.tokenIntrospection(config, refreshed.access_token)).toEqual({
      active: false,
    });
  });

  test("scopes release their claims and no others (§5.4)", async () => {
    const party = await RelyingParty.register(tenant);
    const person = newPerson();
    const agent = new UserAgent();
    const userinfoFor = async (scope: string, known: boolean) => {
      const url = party.authorizationUrl({ scope });
      const callback = await authorize(agent, url, person, { known });
      const answer = await party.redeem(callback.searchParams.get("code") ?? "");
      const headers = { authorization: `Bearer ${String(answer.body["access_token"])}` };
      const response = await localFetch(`${tenant.issuer}/userinfo`, { headers });
      return (await response.json()) as Record<string, unknown>;
    };
    const bare = await userinfoFor("openid", false);
    expect(bare).not.toHaveProperty("email");
    expect(bare).not.toHaveProperty("name");
    const withEmail = await userinfoFor("openid email", true);
    expect(withEmail).toMatchObject({ sub: bare["sub"], email: person.email });
    expect(withEmail).not.toHaveProperty("name");
    const withProfile = await userinfoFor("openid profile", true);
    expect(withProfile).toMatchObject({ sub: bare["sub"], name: person.name });
    expect(withProfile).not.toHaveProperty("email");
  });
});

function authenticationOf(method: string, party: RelyingParty): oauth.ClientAuth {
  if (method === "none") return oauth.None();
  return method === "client_secret_post"
    ? oauth.ClientSecretPost(party.secret)
    : oauth.ClientSecretBasic(party.secret);
}
