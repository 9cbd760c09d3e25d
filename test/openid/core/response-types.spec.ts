import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { UserAgent } from "../../support/user-agent.js";
import { formsOf } from "../../support/html-form.js";
import { answerOf, expectErrorRedirect } from "../../oauth2/answer.js";
import { CALLBACK, RelyingParty, tokensOf } from "../../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../../oauth2/tenant.js";

const TYPES = [
  ["code", ["code"]],
  ["id_token", ["id_token"]],
  ["id_token token", ["access_token", "id_token"]],
  ["code id_token", ["code", "id_token"]],
  ["code token", ["access_token", "code"]],
  ["code id_token token", ["access_token", "code", "id_token"]],
  ["token", ["access_token"]],
] as const;

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, {
      grant_types: ["authorization_code", "implicit", "refresh_token"],
      response_types: TYPES.map(([type]) => type),
    });
  });

  describe.each(TYPES)("response_type %s (OpenID Connect Core §3)", (response_type, members) => {
    test("answers its members, each once, where they belong", async () => {
      const callback = await client.authorize({ response_type, nonce: "n", state: "s" });
      const inFragment = response_type !== "code";
      const response = inFragment
        ? new URLSearchParams(callback.hash.slice(1))
        : callback.searchParams;
      expect(inFragment ? callback.search : callback.hash).toBe("");
      const names = ["access_token", "code", "id_token"].filter((name) => response.has(name));
      expect(names).toEqual(members);
      for (const name of response.keys()) expect(response.getAll(name)).toHaveLength(1);
      expect(Object.fromEntries(response)).toMatchObject({ state: "s", iss: tenant.issuer });
      const token = response.get("access_token");
      const aboutToken = [response.get("token_type"), Number(response.get("expires_in")) > 0];
      expect(aboutToken).toEqual(token === null ? [null, false] : ["bearer", true]);
      expect(await client.isAlive(token ?? "none")).toBe(token !== null);
    });
  });

  const withIdToken = TYPES.map(([type]) => type).filter((type) => type.includes("id_token"));

  test.each(withIdToken)(
    "the ID token of %s is bound to what stands beside it (§3.2.2.9, §3.3.2.11)",
    async (response_type) => {
      const callback = await client.authorize({ response_type, nonce: "n" });
      const response = new URLSearchParams(callback.hash.slice(1));
      const claims = decodeJwt(response.get("id_token") ?? "");
      expect(claims["nonce"]).toBe("n");
      expect(claims["at_hash"]).toBe(leftHalf(response.get("access_token")));
      expect(claims["c_hash"]).toBe(leftHalf(response.get("code")));
    },
  );

  test("the words of a response_type have no order (Multiple Response Types §3)", async () => {
    const callback = await client.authorize({ response_type: "token code id_token", nonce: "n" });
    expect(new URLSearchParams(callback.hash.slice(1)).has("code")).toBe(true);
  });

  test("the code of a hybrid response is redeemed for tokens of the same user (§3.3.3)", async () => {
    const fields = { response_type: "code id_token", nonce: "n" };
    const callback = await client.authorize(fields, { subject: "ada" });
    const response = new URLSearchParams(callback.hash.slice(1));
    const tokens = tokensOf(await client.redeem(response.get("code") ?? ""));
    const [front, back] = [decodeJwt(response.get("id_token") ?? ""), decodeJwt(tokens.id_token)];
    expect([back.iss, back.sub, back["nonce"]]).toEqual([front.iss, front.sub, front["nonce"]]);
  });

  test("a code that is replayed revokes the access token of its hybrid response, too (RFC 6749 §4.1.2)", async () => {
    const callback = await client.authorize({ response_type: "code token" });
    const response = new URLSearchParams(callback.hash.slice(1));
    const code = response.get("code") ?? "";
    const tokens = tokensOf(await client.redeem(code));
    await client.redeem(code);
    expect(await client.isAlive(response.get("access_token") ?? "")).toBe(false);
    expect(await client.isAlive(tokens.access_token)).toBe(false);
  });

  describe("refuses (§3.2.2.1, §3.3.2.1)", () => {
    test.each(["id_token", "id_token token", "code id_token", "code id_token token"])(
      "%s without a nonce",
      async (response_type) => {
        const answer = await client.begin({ response_type, nonce: undefined, state: "s" });
        expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_request", state: "s" });
        expect(answer.headers.get("location")).toContain("#error=");
      },
    );

    test("id_token without scope openid", async () => {
      const fields = { response_type: "id_token", scope: "offline_access", nonce: "n", state: "s" };
      const answer = await client.begin(fields);
      expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_request", state: "s" });
    });

    test.each(["token", "id_token", "code id_token"])("%s in the query", async (response_type) => {
      const fields = { response_type, response_mode: "query", nonce: "n", state: "s" };
      const answer = await client.begin(fields);
      const error = "unsupported_response_mode";
      expectErrorRedirect(answer, { to: CALLBACK, error, state: "s" });
      expect(answer.headers.get("location")).toContain("#error=");
    });

    test("a response_type the client did not register", async () => {
      const plain = await RelyingParty.register(tenant);
      const answer = await plain.begin({ response_type: "code id_token", nonce: "n", state: "s" });
      expectErrorRedirect(answer, { to: CALLBACK, error: "unauthorized_client", state: "s" });
    });
  });

  describe("response_mode", () => {
    test("fragment carries a code when asked for", async () => {
      const callback = await client.authorize({ response_mode: "fragment" });
      expect(callback.search).toBe("");
      expect(new URLSearchParams(callback.hash.slice(1)).has("code")).toBe(true);
    });

    test("form_post is a page that posts itself to the client (Form Post Response Mode §2)", async () => {
      const agent = new UserAgent();
      const visit = {
        agent,
        subject: "ada",
        login: { remember: true },
        consent: { remember: true },
      };
      await client.tokens({}, visit);
      const state = `"><script>alert(1)</script>&'`;
      const url = client.authorizationUrl({ response_mode: "form_post", prompt: "none", state });
      const page = await answerOf(agent.send(url, { method: "GET" }));
      expect(page.status).toBe(200);
      expect(page.headers.get("cache-control")).toContain("no-store");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.text).not.toContain("<script>alert");
      const [form] = formsOf(page.text, url);
      const fields = new Map(form?.fields);
      expect(form?.action).toBe(CALLBACK);
      expect(fields.get("state")).toBe(state);
      expect(fields.get("iss")).toBe(tenant.issuer);
      tokensOf(await client.redeem(fields.get("code") ?? ""));
    });
  });
});

function leftHalf(value: string | null): string | undefined {
  if (value === null) return undefined;
  return createHash("sha256").update(value).digest().subarray(0, 16).toString("base64url");
}
