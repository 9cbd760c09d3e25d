import { exportJWK, generateKeyPair } from "jose";
import * as openid from "openid-client";
import { localFetch } from "../support/local-fetch.js";
import { authorize, newPerson } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { configure } from "../oauth2/configuration.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../oauth2/tenant.js";

const CALLBACK = "https://app.example.com/callback";
const SIGNED_OUT = "https://app.example.com/signed-out";
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

const reach: openid.DiscoveryRequestOptions = {
  [openid.customFetch]: localFetch as never,
  execute: [openid.allowInsecureRequests],
};

inEachMode((mode) => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await newTenant(mode);
  }, 90_000);

  /** A client registered with `fields`, as openid-client knows it: id, credentials and issuer. */
  async function clientWith(
    fields: Record<string, unknown>,
    authentication = openid.ClientSecretBasic(),
  ) {
    const { id, secret } = await RelyingParty.register(tenant, fields);
    const issuer = new URL(tenant.issuer);
    const metadata = { ...fields, ...(secret !== undefined && { client_secret: secret }) };
    return await openid.discovery(issuer, id, metadata, authentication, reach);
  }

  /** A whole code flow of somebody who signs up on the way. */
  async function signUp(config: openid.Configuration, parameters: Record<string, string> = {}) {
    const [pkceCodeVerifier, expectedNonce, expectedState] = [
      openid.randomPKCECodeVerifier(),
      openid.randomNonce(),
      openid.randomState(),
    ];
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: "openid offline_access email profile",
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      nonce: expectedNonce,
      state: expectedState,
      ...parameters,
    });
    const [agent, person] = [new UserAgent(), newPerson()];
    const callback = await authorize(agent, url.href, person, { remember: true });
    const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(config, callback, checks);
    return { agent, person, tokens, subject: tokens.claims()?.sub ?? "" };
  }

  describe("openid-client", () => {
    test("signs somebody up, reads who they are, refreshes, introspects and revokes", async () => {
      const config = await clientWith({});
      const { tokens, person, subject } = await signUp(config);
      const userInfo = await openid.fetchUserInfo(config, tokens.access_token, subject);
      expect(userInfo).toMatchObject({ sub: subject, email: person.email, name: person.name });
      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
      expect(refreshed.claims()?.sub).toBe(subject);
      const { access_token: accessToken } = refreshed;
      expect(await openid.tokenIntrospection(config, accessToken)).toMatchObject({
        active: true,
        sub: subject,
      });
      await openid.tokenRevocation(config, refreshed.refresh_token ?? "");
      expect(await openid.tokenIntrospection(config, accessToken)).toEqual({ active: false });
    });

    test("verifies every signature when told to (enableNonRepudiationChecks)", async () => {
      const config = await clientWith({
        id_token_signed_response_alg: "ES256",
        userinfo_signed_response_alg: "ES256",
      });
      openid.enableNonRepudiationChecks(config);
      const { tokens, person, subject } = await signUp(config);
      const userInfo = await openid.fetchUserInfo(config, tokens.access_token, subject);
      expect(userInfo.email).toBe(person.email);
    });

    test("runs the hybrid flow, code and ID token together", async () => {
      const config = await clientWith({
        response_types: ["code id_token"],
        grant_types: ["authorization_code", "implicit"],
      });
      openid.useCodeIdTokenResponseType(config);
      const expectedNonce = openid.randomNonce();
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: "openid",
        nonce: expectedNonce,
        state: "a state",
      });
      const callback = await authorize(new UserAgent(), url.href, newPerson());
      const checks = { expectedNonce, expectedState: "a state" };
      const tokens = await openid.authorizationCodeGrant(config, callback, checks);
      expect(tokens.claims()?.aud).toBeDefined();
    });

    test.each([
      ["client_secret_post", openid.ClientSecretPost],
      ["client_secret_jwt", openid.ClientSecretJwt],
    ])("authenticates by %s", async (method, authentication) => {
      const config = await clientWith({ token_endpoint_auth_method: method }, authentication());
      const tokens = await openid.clientCredentialsGrant(config, { scope: "email" });
      expect(tokens).toMatchObject({ token_type: "bearer", scope: "email" });
    });

    test("authenticates by private_key_jwt", async () => {
      const { publicKey, privateKey } = await generateKeyPair("ES256");
      const config = await clientWith(
        {
          token_endpoint_auth_method: "private_key_jwt",
          token_endpoint_auth_signing_alg: "ES256",
          jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "k", use: "sig", alg: "ES256" }] },
        },
        openid.PrivateKeyJwt({ key: privateKey, kid: "k" }),
      );
      const tokens = await openid.clientCredentialsGrant(config, { scope: "email" });
      expect(tokens.access_token).toMatch(/^gry_at_/);
    });

    test("waits for a device to be approved (RFC 8628)", async () => {
      const config = await clientWith({ grant_types: [DEVICE_CODE], scope: "openid" });
      const device = await openid.initiateDeviceAuthorization(config, { scope: "openid" });
      expect(device.verification_uri_complete).toContain(device.user_code);
      const aborted = openid.pollDeviceAuthorizationGrant(config, device, undefined, {
        signal: AbortSignal.timeout(6_500),
      });
      await expect(aborted).rejects.toThrow("operation timed out");
    });

    test("signs out and comes back (OpenID Connect RP-Initiated Logout)", async () => {
      const config = await clientWith({
        post_logout_redirect_uris: [SIGNED_OUT],
        skip_logout_consent: true,
      });
      const { agent, tokens } = await signUp(config);
      const url = openid.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? "",
        post_logout_redirect_uri: SIGNED_OUT,
        state: "left",
      });
      const page = await agent.open(url.href, (next) => !next.startsWith(SIGNED_OUT));
      expect(page.url).toBe(`${SIGNED_OUT}?state=left`);
    });

    test("names the error of a refusal", async () => {
      const config = await clientWith({});
      const refused = openid.refreshTokenGrant(config, "nonsense");
      await expect(refused).rejects.toMatchObject({ error: "invalid_grant", status: 400 });
      const foreign = await openid.discovery(
        new URL(tenant.issuer),
        config.clientMetadata().client_id,
        undefined,
        openid.ClientSecretBasic("wrong"),
        reach,
      );
      const denied = openid.clientCredentialsGrant(foreign, { scope: "email" });
      await expect(denied).rejects.toMatchObject({
        status: 401,
        cause: [{ scheme: "basic" }],
      });
    });

    test("registers itself where the project lets it (RFC 7591)", async () => {
      const refused = openid.dynamicClientRegistration(
        new URL(tenant.issuer),
        { redirect_uris: [CALLBACK] },
        undefined,
        reach,
      );
      await expect(refused).rejects.toThrow(/registration_endpoint/);
      await configure(tenant, { "oidc.dynamic_client_registration": { enabled: true } });
      const config = await openid.dynamicClientRegistration(
        new URL(tenant.issuer),
        {
          client_name: "Registered itself",
          redirect_uris: [CALLBACK],
          grant_types: ["authorization_code", "refresh_token"],
          scope: "openid offline_access email profile",
          token_endpoint_auth_method: "client_secret_post",
        },
        undefined,
        reach,
      );
      const { tokens } = await signUp(config);
      expect(tokens.refresh_token).toMatch(/^gry_rt_/);
    });
  });
});
