import type { OAuth2Api } from "@ory/client";
import { answerOf } from "../oauth2/answer.js";
import { configure } from "../oauth2/configuration.js";
import { CALLBACK, RelyingParty } from "../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../oauth2/tenant.js";
import { localFetch } from "../support/local-fetch.js";
import { inHydrasWords, oryClient, refusalOf } from "./ory-client.js";

const UNKNOWN = inHydrasWords("Unable to locate the resource", "");

inEachMode((mode) => {
  let tenant: Tenant;
  let ory: OAuth2Api;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    ory = oryClient(tenant);
  });

  const create = (oAuth2Client: Record<string, unknown>) =>
    ory.createOAuth2Client({ oAuth2Client });

  describe("POST /admin/clients (ory-hydra §1.4)", () => {
    test("answers 201 with Hydra's defaults for a client that says nothing", async () => {
      const { status, data, headers } = await create({});
      expect(status).toBe(201);
      expect(data).toMatchObject({
        client_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        client_name: "",
        redirect_uris: null,
        grant_types: null,
        response_types: null,
        scope: "offline_access offline openid",
        audience: [],
        owner: "",
        contacts: null,
        client_secret_expires_at: 0,
        subject_type: "public",
        jwks: {},
        token_endpoint_auth_method: "client_secret_basic",
        userinfo_signed_response_alg: "none",
        metadata: {},
        skip_consent: false,
        skip_logout_consent: null,
        authorization_code_grant_access_token_lifespan: null,
        device_authorization_grant_refresh_token_lifespan: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      });
      expect(data.client_secret).toMatch(/^[a-zA-Z0-9\-_.~]{26}$/);
      expect(headers["location"]).toContain(`/admin/clients/${data.client_id}`);
    });

    test("takes the request of the walk-through, refresh_token as a response type included", async () => {
      const document = {
        client_name: "YOUR_CLIENT_NAME",
        grant_types: ["authorization_code"],
        redirect_uris: ["http://127.0.0.1:4446/callback"],
        response_types: ["code", "id_token", "refresh_token"],
        scope: "openid offline",
      };
      const { status, data } = await create(document);
      expect(status).toBe(201);
      expect(data).toMatchObject(document);
    });

    test("answers a registration access token, with which the client may manage itself (RFC 7592)", async () => {
      await configure(tenant, { "oidc.dynamic_client_registration.enabled": true });
      const { data } = await create({ client_name: "Self", redirect_uris: [CALLBACK] });
      expect(data.registration_access_token).toMatch(/^gry_rat_/);
      const url = `${tenant.issuer}/oauth2/register/${data.client_id}`;
      expect(data.registration_client_uri).toBe(url);
      const headers = { authorization: `Bearer ${data.registration_access_token}` };
      const shown = await answerOf(localFetch(url, { headers }));
      expect(shown.body).toMatchObject({ client_id: data.client_id, client_name: "Self" });
      const { data: read } = await ory.getOAuth2Client({ id: data.client_id ?? "" });
      expect(read).not.toHaveProperty("registration_access_token");
    });

    test.each([undefined, "text/plain", "application/x-www-form-urlencoded"])(
      "takes JSON as %s, which is how curl -d and fetch send it",
      async (type) => {
        const answer = await answerOf(
          localFetch(`${tenant.issuer}/admin/clients`, {
            method: "POST",
            headers: {
              authorization: `Bearer ${tenant.grantry.token}`,
              ...(type !== undefined && { "content-type": type }),
            },
            body: new TextEncoder().encode(' {"client_name": "Untyped"}'),
          }),
        );
        expect(answer.status).toBe(201);
        expect(answer.body["client_name"]).toBe("Untyped");
      },
    );

    test("answers none to whoever may not know secrets: it would lead to one", async () => {
      const { admin, addresses } = tenant.grantry;
      const permissions = ["clients:read", "clients:write"];
      const wish = { name: `writer of ${tenant.project.slug}`, permissions };
      const made = await admin.call("POST", `${addresses.api}/personal-access-tokens`, wish);
      const { value } = (await made.json()) as { value: string };
      const call = async (document: Record<string, unknown>) =>
        await answerOf(
          localFetch(`${tenant.issuer}/admin/clients`, {
            method: "POST",
            headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
            body: JSON.stringify(document),
          }),
        );
      const isPublic = { token_endpoint_auth_method: "none" };
      let answer = await call(isPublic);
      for (let tries = 0; answer.status === 401 && tries < 50; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        answer = await call(isPublic);
      }
      expect(answer.status).toBe(201);
      expect(answer.body).not.toHaveProperty("registration_access_token");
      expect((await call({})).status).toBe(403);
    });

    test("ignores members that nobody knows (RFC 7591 §2)", async () => {
      const { data } = await create({ unheard_of: "x", client_name: "Known" });
      expect(data).not.toHaveProperty("unheard_of");
      expect(data.client_name).toBe("Known");
    });

    test("takes an id and a secret of the admin's choice, which works", async () => {
      const client_id = `chosen-${Date.now()}`;
      const { data } = await create({
        client_id,
        client_secret: "averylongsecret",
        grant_types: ["client_credentials"],
      });
      expect(data).toMatchObject({ client_id, client_secret: "averylongsecret" });
      const party = new RelyingParty(tenant, {
        ...data,
        client_id,
        client_secret: "averylongsecret",
      });
      expect((await party.token({ grant_type: "client_credentials" })).status).toBe(200);
    });

    test("gives no secret to a client without one", async () => {
      const { data } = await create({ token_endpoint_auth_method: "none" });
      expect(data).not.toHaveProperty("client_secret");
    });

    test("refuses an id that is taken with 409, and keeps the first client", async () => {
      const { data } = await create({ client_name: "First" });
      const again = create({ client_id: data.client_id, client_name: "Second" });
      const refusal = await refusalOf(again);
      expect(refusal.status).toBe(409);
      expect(refusal.body).toEqual(
        inHydrasWords(
          "Unable to insert or update resource because a resource with that value exists already",
          "",
        ),
      );
      const found = await ory.getOAuth2Client({ id: data.client_id ?? "" });
      expect(found.data.client_name).toBe("First");
    });

    test.each([
      ["a short secret", { client_secret: "short" }, "invalid_client_metadata"],
      [
        "an unknown authentication method",
        { token_endpoint_auth_method: "x" },
        "invalid_client_metadata",
      ],
      ["a relative redirect URI", { redirect_uris: ["/x"] }, "invalid_redirect_uri"],
      [
        "a redirect URI with a fragment",
        { redirect_uris: ["https://a.b/#c"] },
        "invalid_redirect_uri",
      ],
      ["a script as logo", { logo_uri: "javascript:alert(1)" }, "invalid_client_metadata"],
      ["a script as terms", { tos_uri: "data:text/html,x" }, "invalid_client_metadata"],
      ["an unknown subject type", { subject_type: "x" }, "invalid_client_metadata"],
      ["an unknown token strategy", { access_token_strategy: "x" }, "invalid_client_metadata"],
      [
        "a lifespan in days",
        { refresh_token_grant_id_token_lifespan: "1d" },
        "invalid_client_metadata",
      ],
      [
        "an origin with a path",
        { allowed_cors_origins: ["https://a.b/c"] },
        "invalid_client_metadata",
      ],
      ["a scope with a quotation mark", { scope: 'a "' }, "invalid_client_metadata"],
      ["a number for a name", { client_name: 1 }, "invalid_client_metadata"],
      ["a text for a list", { redirect_uris: "https://a.b" }, "invalid_client_metadata"],
      ["a list of numbers", { grant_types: [1] }, "invalid_client_metadata"],
      ["NUL in a name", { client_name: "a\0" }, "invalid_client_metadata"],
      ["NUL in an id", { client_id: "a\0" }, "invalid_client_metadata"],
      ["a space in an id", { client_id: "a b" }, "invalid_client_metadata"],
      [
        "two ways to find keys",
        { jwks_uri: "https://a.b", jwks: { keys: [{ kty: "EC" }] } },
        "invalid_client_metadata",
      ],
      [
        "a post-logout address elsewhere",
        { redirect_uris: ["https://a.b/c"], post_logout_redirect_uris: ["https://c.d/"] },
        "invalid_client_metadata",
      ],
    ] as const)("refuses %s (RFC 7591 §3.2.2)", async (_, fields, error) => {
      const refusal = await refusalOf(create({ ...fields }));
      expect({ status: refusal.status, error: refusal.body["error"] }).toEqual({
        status: 400,
        error,
      });
    });

    test.each([
      ["broken JSON", "{"],
      ["a list", "[]"],
      ["a text", '"x"'],
      ["null", "null"],
      ["nothing", ""],
    ])("refuses %s with 400 in Hydra's words", async (_, body) => {
      const answer = await tenant.grantry.fetch(`${tenant.issuer}/admin/clients`, {
        method: "POST",
        body: body === "" ? null : body,
        headers: {
          authorization: `Bearer ${tenant.grantry.token}`,
          "content-type": "application/json",
        },
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        error: "The request was malformed or contained invalid parameters",
      });
    });

    test("refuses a document larger than any honest one", async () => {
      const own = oryClient(tenant);
      const oAuth2Client = { client_name: "x".repeat(1_100_000) };
      const refusal = await refusalOf(own.createOAuth2Client({ oAuth2Client }));
      expect(refusal.status).toBe(413);
      expect((await own.listOAuth2Clients({ pageSize: 1 })).status).toBe(200);
    });
  });

  describe("GET, PUT, PATCH, DELETE /admin/clients/{id}", () => {
    test("GET never shows a secret", async () => {
      const { data } = await create({ client_name: "Kept" });
      const found = await ory.getOAuth2Client({ id: data.client_id ?? "" });
      expect(found.data).toMatchObject({ client_id: data.client_id, client_name: "Kept" });
      expect(found.data).not.toHaveProperty("client_secret");
      expect(JSON.stringify(found.data)).not.toContain(data.client_secret);
    });

    test("PUT replaces the document and keeps the secret", async () => {
      const party = await RelyingParty.register(tenant, { client_name: "Before" });
      const { data } = await ory.setOAuth2Client({
        id: party.id,
        oAuth2Client: { client_name: "After", grant_types: ["client_credentials"] },
      });
      expect(data).toMatchObject({ client_name: "After", redirect_uris: null });
      expect(data).not.toHaveProperty("client_secret");
      expect((await party.token({ grant_type: "client_credentials" })).status).toBe(200);
    });

    test("PUT with a new secret ends the old one and shows the new one", async () => {
      const party = await RelyingParty.register(tenant);
      const oAuth2Client = {
        grant_types: ["client_credentials"],
        client_secret: "another-secret",
      };
      const { data } = await ory.setOAuth2Client({ id: party.id, oAuth2Client });
      expect(data.client_secret).toBe("another-secret");
      expect((await party.token({ grant_type: "client_credentials" })).status).toBe(401);
      const renewed = new RelyingParty(tenant, {
        ...party.client,
        client_secret: "another-secret",
      });
      expect((await renewed.token({ grant_type: "client_credentials" })).status).toBe(200);
    });

    test("PATCH applies a JSON Patch (RFC 6902), at once for the token endpoint", async () => {
      const party = await RelyingParty.register(tenant);
      expect((await party.token({ grant_type: "client_credentials" })).status).toBe(200);
      const { data } = await ory.patchOAuth2Client({
        id: party.id,
        jsonPatch: [
          { op: "test", path: "/client_name", value: "A client" },
          { op: "replace", path: "/client_name", value: "Patched" },
          { op: "replace", path: "/grant_types", value: ["authorization_code"] },
          { op: "add", path: "/metadata/team", value: "x" },
        ],
      });
      expect(data).toMatchObject({ client_name: "Patched", metadata: { team: "x" } });
      const answer = await party.token({ grant_type: "client_credentials" });
      expect(answer.body["error"]).toBe("unauthorized_client");
    });

    test("PATCH replaces the secret that no document shows, and adds to a list that was null", async () => {
      const party = await RelyingParty.register(tenant, { contacts: null });
      const secret = "another long secret";
      const { data } = await ory.patchOAuth2Client({
        id: party.id,
        jsonPatch: [
          { op: "replace", path: "/client_secret", value: secret },
          { op: "add", path: "/contacts/-", value: "ada@example.com" },
        ],
      });
      expect(data).toMatchObject({ client_secret: secret, contacts: ["ada@example.com"] });
      const fields = { grant_type: "client_credentials" };
      expect((await party.token(fields)).status).toBe(401);
      const renewed = new RelyingParty(tenant, { ...party.client, client_secret: secret });
      expect((await renewed.token(fields)).status).toBe(200);
    });

    test.each([
      ["a test that fails", [{ op: "test", path: "/client_name", value: "x" }]],
      ["a path that is not there", [{ op: "replace", path: "/nowhere/at/all", value: 1 }]],
      ["an unknown operation", [{ op: "explode", path: "/client_name" }]],
      ["the id", [{ op: "replace", path: "/client_id", value: "x" }]],
      ["no list", { op: "replace" }],
      ["a result that is refused", [{ op: "replace", path: "/redirect_uris", value: ["/x"] }]],
      ["the prototype", [{ op: "add", path: "/__proto__/x", value: 1 }]],
    ])("PATCH refuses %s with 400 and changes nothing", async (_, jsonPatch) => {
      const { data } = await create({ client_name: "Same" });
      const id = data.client_id ?? "";
      const refusal = await refusalOf(ory.patchOAuth2Client({ id, jsonPatch: jsonPatch as never }));
      expect(refusal.status).toBe(400);
      const { client_secret: _secret, ...before } = data;
      expect((await ory.getOAuth2Client({ id })).data).toMatchObject({
        client_id: id,
        client_name: before.client_name,
        updated_at: before.updated_at,
      });
    });

    test("DELETE answers 204, and then it is gone", async () => {
      const { data } = await create({});
      const id = data.client_id ?? "";
      expect((await ory.deleteOAuth2Client({ id })).status).toBe(204);
      expect((await refusalOf(ory.deleteOAuth2Client({ id }))).status).toBe(404);
    });

    test.each(["unknown", "x".repeat(300), "a%00b", "a/b", "ä"])(
      "an id nobody has is 404 for every method: %#",
      async (id) => {
        for (const call of [
          () => ory.getOAuth2Client({ id }),
          () => ory.setOAuth2Client({ id, oAuth2Client: {} }),
          () => ory.patchOAuth2Client({ id, jsonPatch: [] }),
          () => ory.deleteOAuth2Client({ id }),
        ]) {
          const refusal = await refusalOf(call());
          expect({ status: refusal.status, body: refusal.body }).toEqual({
            status: 404,
            body: UNKNOWN,
          });
        }
      },
    );

    test("a client of another project is unknown here", async () => {
      const elsewhere = await RelyingParty.register(await newTenant(mode));
      for (const call of [
        () => ory.getOAuth2Client({ id: elsewhere.id }),
        () => ory.deleteOAuth2Client({ id: elsewhere.id }),
      ]) {
        expect((await refusalOf(call())).status).toBe(404);
      }
      expect((await elsewhere.token({ grant_type: "client_credentials" })).status).toBe(200);
    });
  });
});
