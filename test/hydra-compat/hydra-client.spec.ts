import { randomUUID } from "node:crypto";
import type { OAuth2Client } from "@ory/hydra-client";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { configure } from "../oauth2/configuration.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";
import { UserAgent } from "../support/user-agent.js";
import { bearer, orySdk, PACKAGES, type OrySdk } from "./hydra-client.js";
import { refusalOf } from "./ory-client.js";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

describe.each(PACKAGES)("%s with a project's address and token", (name) => {
  let tenant: Tenant;
  let ory: OrySdk;
  let party: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant();
    ory = orySdk(name, tenant);
    party = await RelyingParty.register(tenant);
  });

  async function create(oAuth2Client: OAuth2Client = {}): Promise<OAuth2Client> {
    return (await ory.oauth2.createOAuth2Client({ oAuth2Client })).data;
  }

  describe("clients (ory-hydra §1.4)", () => {
    test("are created, read, replaced, patched and deleted", async () => {
      const { client_id: id = "", client_secret: secret } = await create({ client_name: "One" });
      expect(secret).toHaveLength(26);
      const { data: read } = await ory.oauth2.getOAuth2Client({ id });
      expect(read).toMatchObject({ client_id: id, client_name: "One" });
      const { data: replaced } = await ory.oauth2.setOAuth2Client({
        id,
        oAuth2Client: { ...read, client_name: "Two" },
      });
      expect(replaced.client_name).toBe("Two");
      const { data: patched } = await ory.oauth2.patchOAuth2Client({
        id,
        jsonPatch: [{ op: "replace", path: "/client_name", value: "Three" }],
      });
      expect(patched.client_name).toBe("Three");
      expect((await ory.oauth2.deleteOAuth2Client({ id })).status).toBe(204);
      expect((await refusalOf(ory.oauth2.getOAuth2Client({ id }))).status).toBe(404);
    });

    test("get lifespans, every one of them", async () => {
      const { client_id: id = "" } = await create();
      const lifespans = {
        authorization_code_grant_access_token_lifespan: "10m0s",
        authorization_code_grant_id_token_lifespan: "11m0s",
        authorization_code_grant_refresh_token_lifespan: "12h0m0s",
        client_credentials_grant_access_token_lifespan: "14m0s",
        device_authorization_grant_access_token_lifespan: "15m0s",
        device_authorization_grant_id_token_lifespan: "16m0s",
        device_authorization_grant_refresh_token_lifespan: "17h0m0s",
        implicit_grant_access_token_lifespan: "18m0s",
        implicit_grant_id_token_lifespan: "19m0s",
        jwt_bearer_grant_access_token_lifespan: "20m0s",
        refresh_token_grant_access_token_lifespan: "21m0s",
        refresh_token_grant_id_token_lifespan: "22m0s",
        refresh_token_grant_refresh_token_lifespan: "23h0m0s",
      };
      const { data } = await ory.oauth2.setOAuth2ClientLifespans({
        id,
        oAuth2ClientTokenLifespans: lifespans,
      });
      expect(data).toMatchObject(lifespans);
      expect((await ory.oauth2.getOAuth2Client({ id })).data).toMatchObject(lifespans);
    });

    test("are listed page by page to the last, each once", async () => {
      const owner = randomUUID();
      const created = await Promise.all(Array.from({ length: 5 }, () => create({ owner })));
      const found: unknown[] = [];
      let pageToken: string | undefined;
      for (let page = 0; page < 5; page += 1) {
        const { data, headers } = await ory.oauth2.listOAuth2Clients({
          owner,
          pageSize: 2,
          ...(pageToken !== undefined && { pageToken }),
        });
        expect(data.length).toBeLessThanOrEqual(2);
        found.push(...data.map(({ client_id: id }) => id));
        const next = /<([^>]*)>; rel="next"/.exec(String(headers["link"]))?.[1];
        if (next === undefined) break;
        pageToken = new URL(next, tenant.issuer).searchParams.get("page_token") ?? "";
      }
      expect(found).toHaveLength(created.length);
      expect(new Set(found)).toEqual(new Set(created.map(({ client_id: id }) => id)));
    });
  });

  describe("login, consent and logout requests (ory-hydra §1.6)", () => {
    test("lead through a whole flow and out again", async () => {
      const agent = new UserAgent();
      const at = async (url: string, parameter: string): Promise<string> => {
        const location = await party.app.follow(agent, url);
        const challenge = location.searchParams.get(parameter);
        if (challenge === null) throw new Error(`no ${parameter}: ${location.href}`);
        return challenge;
      };
      const loginChallenge = await at(party.authorizationUrl(), "login_challenge");
      const { data: login } = await ory.oauth2.getOAuth2LoginRequest({ loginChallenge });
      expect(login).toMatchObject({ challenge: loginChallenge, skip: false });
      const { data: signedIn } = await ory.oauth2.acceptOAuth2LoginRequest({
        loginChallenge,
        acceptOAuth2LoginRequest: { subject: "ada", remember: true, remember_for: 3600 },
      });
      const consentChallenge = await at(signedIn.redirect_to, "consent_challenge");
      const { data: asked } = await ory.oauth2.getOAuth2ConsentRequest({ consentChallenge });
      expect(asked).toMatchObject({ subject: "ada", requested_scope: login.requested_scope });
      const { data: agreed } = await ory.oauth2.acceptOAuth2ConsentRequest({
        consentChallenge,
        acceptOAuth2ConsentRequest: { grant_scope: asked.requested_scope ?? [], remember: true },
      });
      const callback = await party.app.follow(agent, agreed.redirect_to);
      expect(callback.searchParams.has("code")).toBe(true);
      const { data: sessions } = await ory.oauth2.listOAuth2ConsentSessions({ subject: "ada" });
      expect(sessions).toMatchObject([{ grant_scope: asked.requested_scope, remember: true }]);

      const leave = `${tenant.issuer}/oauth2/sessions/logout`;
      const logoutChallenge = await at(leave, "logout_challenge");
      const { data: leaving } = await ory.oauth2.getOAuth2LogoutRequest({ logoutChallenge });
      expect(leaving).toMatchObject({ subject: "ada", rp_initiated: false });
      const { data: left } = await ory.oauth2.acceptOAuth2LogoutRequest({ logoutChallenge });
      expect(left.redirect_to).toContain("logout_verifier=");
      await party.app.follow(agent, left.redirect_to);
      expect(await at(party.authorizationUrl(), "login_challenge")).not.toBe("");
    });

    test("can be rejected, a logout with 204", async () => {
      const agent = new UserAgent();
      const signedIn = { agent, login: { remember: true } };
      await party.tokens({}, signedIn);
      const location = await party.app.follow(agent, `${tenant.issuer}/oauth2/sessions/logout`);
      const logoutChallenge = location.searchParams.get("logout_challenge") ?? "";
      const { status } = await ory.oauth2.rejectOAuth2LogoutRequest({ logoutChallenge });
      expect(status).toBe(204);
    });
  });

  describe("tokens and sessions (ory-hydra §1.7)", () => {
    test("are introspected and revoked", async () => {
      const { access_token: token } = await party.tokens();
      const { data: alive } = await ory.oauth2.introspectOAuth2Token({ token, scope: "openid" });
      expect(alive).toMatchObject({ active: true, client_id: party.id, token_use: "access_token" });
      const { status } = await ory.oauth2.revokeOAuth2Token(
        { token },
        { headers: { authorization: party.basic } },
      );
      expect(status).toBe(200);
      const { data: revoked } = await ory.oauth2.introspectOAuth2Token({ token });
      expect(revoked).toEqual({ active: false });
    });

    test("are obtained by the SDK's own token exchange", async () => {
      const { data } = await ory.oauth2.oauth2TokenExchange(
        { grantType: "client_credentials", clientId: party.id },
        { headers: { authorization: party.basic } },
      );
      expect(data).toMatchObject({ token_type: "bearer", expires_in: 3600 });
    });

    test("end with their client's, their user's consent and their user's sessions", async () => {
      const subject = randomUUID();
      const agent = new UserAgent();
      const visit = { agent, subject, login: { remember: true } };
      const byClient = await party.tokens({}, visit);
      await ory.oauth2.deleteOAuth2Token({ clientId: party.id });
      expect(await party.isAlive(byClient.access_token)).toBe(false);
      const byConsent = await party.tokens({}, visit);
      await ory.oauth2.revokeOAuth2ConsentSessions({ subject, all: true });
      expect(await party.isAlive(byConsent.access_token)).toBe(false);
      expect((await ory.oauth2.listOAuth2ConsentSessions({ subject })).data).toEqual([]);
      await ory.oauth2.revokeOAuth2LoginSessions({ subject });
      const location = await party.app.follow(agent, party.authorizationUrl());
      expect(location.searchParams.has("login_challenge")).toBe(true);
    });

    test("of a trusted issuer follow its assertions, until it is no longer trusted", async () => {
      const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
      const issuer = `https://${randomUUID()}.example.com`;
      const { data: trusted } = await ory.oauth2.trustOAuth2JwtGrantIssuer({
        trustOAuth2JwtGrantIssuer: {
          issuer,
          subject: "robot",
          scope: ["email"],
          jwk: { ...(await exportJWK(publicKey)), kid: "k", use: "sig", alg: "RS256" } as never,
          expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        },
      });
      const { id = "" } = trusted;
      expect(trusted).toMatchObject({ issuer, subject: "robot", public_key: { kid: "k" } });
      const { data: list } = await ory.oauth2.listTrustedOAuth2JwtGrantIssuers({ issuer });
      expect(list).toMatchObject([{ id }]);
      const { data: read } = await ory.oauth2.getTrustedOAuth2JwtGrantIssuer({ id });
      expect(read).toEqual(trusted);

      const robot = await RelyingParty.register(tenant, { grant_types: [JWT_BEARER] });
      const assertion = (): Promise<string> =>
        new SignJWT({ jti: randomUUID() })
          .setProtectedHeader({ alg: "RS256", kid: "k" })
          .setIssuer(issuer)
          .setSubject("robot")
          .setAudience(`${tenant.issuer}/oauth2/token`)
          .setIssuedAt()
          .setExpirationTime("5m")
          .sign(privateKey);
      const request = { grant_type: JWT_BEARER, scope: "email" };
      const answer = await robot.token({ ...request, assertion: await assertion() });
      expect(answer).toMatchObject({ status: 200, body: { scope: "email" } });
      const { status } = await ory.oauth2.deleteTrustedOAuth2JwtGrantIssuer({ id });
      expect(status).toBe(204);
      const refused = await robot.token({ ...request, assertion: await assertion() });
      expect(refused.body["error"]).toBe("invalid_grant");
    });
  });

  describe("dynamic registration (RFC 7591, RFC 7592)", () => {
    const oAuth2Client = { redirect_uris: ["https://app.example.com/callback"] };

    test("is refused until the project enables it, and manages a client from then on", async () => {
      const off = await refusalOf(ory.oidc.createOidcDynamicClient({ oAuth2Client }));
      expect(off.status).toBe(404);
      await configure(tenant, { "oidc.dynamic_client_registration": { enabled: true } });
      const { data: registered, status } = await ory.oidc.createOidcDynamicClient({ oAuth2Client });
      expect(status).toBe(201);
      const { client_id: id = "", registration_access_token: token } = registered;
      const uri = `${tenant.issuer}/oauth2/register/${id}`;
      expect(registered.registration_client_uri).toBe(uri);
      const { data: read } = await ory.oidc.getOidcDynamicClient({ id }, bearer(token));
      expect(read.client_id).toBe(id);
      const { data: changed } = await ory.oidc.setOidcDynamicClient(
        { id, oAuth2Client: { ...oAuth2Client, client_name: "Renamed" } },
        bearer(token),
      );
      expect(changed.client_name).toBe("Renamed");
      const stale = ory.oidc.getOidcDynamicClient({ id }, bearer(token));
      expect((await refusalOf(stale)).status).toBe(401);
      const fresh = bearer(changed.registration_access_token);
      expect((await ory.oidc.deleteOidcDynamicClient({ id }, fresh)).status).toBe(204);
      expect((await refusalOf(ory.oauth2.getOAuth2Client({ id }))).status).toBe(404);
    });

    test("takes the admin's word for nothing: a client may not skip consent by itself", async () => {
      await configure(tenant, { "oidc.dynamic_client_registration": { enabled: true } });
      const call = ory.oidc.createOidcDynamicClient({
        oAuth2Client: { ...oAuth2Client, skip_consent: true },
      });
      expect((await refusalOf(call)).status).toBe(400);
    });
  });

  describe("what the project says of itself", () => {
    test("is discovered", async () => {
      const { data } = await ory.oidc.discoverOidcConfiguration();
      expect(data).toMatchObject({ issuer: tenant.issuer });
      const { data: keys } = await ory.wellKnown.discoverJsonWebKeys();
      expect(keys.keys?.length).toBeGreaterThan(0);
    });

    test("is userinfo for an access token", async () => {
      const subject = randomUUID();
      const { access_token: token } = await party.tokens({}, { subject });
      const { data } = await ory.oidc.getOidcUserInfo(bearer(token));
      expect(data.sub).toBe(subject);
    });

    test("is its version", async () => {
      expect((await ory.metadata.getVersion()).data.version).toEqual(expect.any(String));
    });
  });

  describe("JWK sets (ory-hydra §1.5)", () => {
    test("are created, read, replaced and deleted", async () => {
      const set = `set-${randomUUID()}`;
      const { data: made } = await ory.jwk.createJsonWebKeySet({
        set,
        createJsonWebKeySet: { alg: "RS256", kid: "one", use: "sig" },
      });
      expect(made.keys).toMatchObject([{ kid: "one", alg: "RS256", use: "sig" }]);
      const { data: read } = await ory.jwk.getJsonWebKeySet({ set });
      expect(read.keys?.map(({ kid }) => kid)).toEqual(["one"]);
      const { data: one } = await ory.jwk.getJsonWebKey({ set, kid: "one" });
      expect(one.keys).toHaveLength(1);
      expect((await ory.jwk.deleteJsonWebKey({ set, kid: "one" })).status).toBe(204);
      expect((await ory.jwk.deleteJsonWebKeySet({ set })).status).toBeLessThan(500);
    });
  });
});
