import { decodeJwt } from "jose";
import { expectJson } from "../support/admin-client.js";
import { formsOf, type HtmlForm } from "../support/html-form.js";
import { type Page, UserAgent } from "../support/user-agent.js";
import { CALLBACK, encode, type Fields, RelyingParty, tokensOf } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";
import { FOO, LoginConsentNode } from "./login-consent-node.js";

const SIGNED_OUT = "https://app.example.com/signed-out";
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

let tenant: Tenant;
let app: LoginConsentNode;
let client: RelyingParty;
/** Milliseconds from the answer to the change until the authorization endpoint obeyed it. */
let liveAfter: number;

beforeAll(async () => {
  tenant = await newTenant();
  await registerClient();
  app = await LoginConsentNode.start(tenant);
  // Whatever the plane keeps of the project, it keeps by now.
  const builtIn = await loginPage();
  if (!builtIn.startsWith(`${tenant.issuer}/ui/login`)) throw new Error(`at ${builtIn}`);
  await pointTheProjectAt(app.url);
  const changed = performance.now();
  while (!(await loginPage()).startsWith(app.url)) {
    if (performance.now() - changed > 5_000) throw new Error("the change never counted");
  }
  liveAfter = performance.now() - changed;
}, 60_000);

afterAll(async () => {
  await app?.stop();
});

// Everybody is foo@bar.com here, whose remembered consent is for one client.
beforeEach(registerClient);

async function registerClient(): Promise<void> {
  client = await RelyingParty.register(tenant, {
    client_name: "Photos",
    post_logout_redirect_uris: [SIGNED_OUT],
  });
}

async function pointTheProjectAt(url: string): Promise<void> {
  const { grantry, project } = tenant;
  const patch = Object.entries({
    login: `${url}/login`,
    consent: `${url}/consent`,
    logout: `${url}/logout`,
    device: { verification: `${url}/device/verify`, success: `${url}/device/success` },
  }).map(([page, value]) => ({ op: "add", path: `/services/oauth2/config/urls/${page}`, value }));
  const target = `${grantry.addresses.api}/projects/${project.id}`;
  await expectJson(await grantry.admin.call("PATCH", target, patch), 200);
}

async function loginPage(): Promise<string> {
  return (await client.begin()).headers.get("location") ?? "";
}

const untilClient = (url: string): boolean => !url.startsWith("https://app.example.com/");

async function open(agent: UserAgent, fields: Fields = {}): Promise<Page> {
  return await agent.open(client.authorizationUrl(fields), untilClient);
}

/** Fills in the one form of a page of the app. */
async function answer(
  agent: UserAgent,
  page: Page,
  fields: Record<string, string | string[]>,
  button = "accept",
): Promise<Page> {
  return await agent.submit(page, formOf(page), { fields, button }, untilClient);
}

function formOf(page: Page): HtmlForm {
  const [form] = formsOf(page.html, page.url);
  if (form === undefined) {
    throw new Error(`no form on ${page.url} (${page.status}): ${page.html}\n${app.output()}`);
  }
  return form;
}

function callbackOf(page: Page): URLSearchParams {
  expect(page.url.split("?")[0]).toBe(CALLBACK);
  return new URL(page.url).searchParams;
}

/** Through both pages with everything ticked; answers the tokens of the code. */
async function signIn(agent: UserAgent, remember = "1") {
  const consent = await answer(agent, await open(agent), { ...FOO, remember });
  const scopes = formOf(consent).checkboxes.filter(({ name }) => name === "grant_scope");
  const granted = scopes.map(({ value }) => value);
  const callback = callbackOf(await answer(agent, consent, { grant_scope: granted, remember }));
  return tokensOf(await client.redeem(callback.get("code") ?? ""));
}

describe("hydra-login-consent-logout, as published, with a project's address and token (ory-hydra §1.6)", () => {
  test("takes over from the built-in pages within a second of the change", () => {
    expect(liveAfter).toBeLessThan(1_000);
  });

  test("signs somebody in and has them consent: tokens for what was ticked", async () => {
    const agent = new UserAgent();
    const login = await open(agent, { login_hint: "foo@bar.com" });
    expect(login.url).toMatch(`${app.url}/login?login_challenge=`);
    expect(formOf(login).fields).toContainEqual(["email", "foo@bar.com"]);
    const consent = await answer(agent, login, FOO);
    expect(consent.url).toMatch(`${app.url}/consent?consent_challenge=`);
    expect(consent.html).toContain("<strong>Photos</strong>");
    const page = await answer(agent, consent, { grant_scope: ["openid"] });
    const callback = callbackOf(page);
    expect(callback.get("iss")).toBe(tenant.issuer);
    const tokens = tokensOf(await client.redeem(callback.get("code") ?? ""));
    expect(tokens.scope).toBe("openid");
    expect(tokens.refresh_token).toBeUndefined();
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      iss: tenant.issuer,
      sub: "foo@bar.com",
      aud: [client.id],
      acr: "0",
    });
    expect(await client.introspect(tokens.access_token)).toMatchObject({
      active: true,
      sub: "foo@bar.com",
      scope: "openid",
    });
  });

  test("asks again after a wrong password", async () => {
    const agent = new UserAgent();
    const page = await answer(agent, await open(agent), { ...FOO, password: "wrong" });
    expect(page.html).toContain("combination is not correct");
    const consent = await answer(agent, page, FOO);
    expect(consent.url).toMatch(`${app.url}/consent?consent_challenge=`);
  });

  test("grants nothing when nothing is ticked", async () => {
    const agent = new UserAgent();
    const consent = await answer(agent, await open(agent), FOO);
    const callback = callbackOf(await answer(agent, consent, {}));
    const { body } = await client.redeem(callback.get("code") ?? "");
    expect(body).toMatchObject({ access_token: expect.any(String), scope: "" });
    expect(body).not.toHaveProperty("id_token");
  });

  test("grants refresh tokens, and keeps them through the app's absence", async () => {
    const tokens = await signIn(new UserAgent(), "");
    const refreshed = tokensOf(await client.refresh(tokens.refresh_token));
    expect(decodeJwt(refreshed.id_token).sub).toBe("foo@bar.com");
  });

  test("shows no page to somebody it remembers", async () => {
    const agent = new UserAgent();
    await signIn(agent);
    const silent = callbackOf(await open(agent, { prompt: "none" }));
    expect(silent.get("error")).toBeNull();
    expect(silent.has("code")).toBe(true);
    expect(callbackOf(await open(agent)).has("code")).toBe(true);
  });

  test("asks for more than was remembered", async () => {
    const agent = new UserAgent();
    await signIn(agent);
    const page = await open(agent, { scope: "openid email" });
    expect(page.url).toMatch(`${app.url}/consent?consent_challenge=`);
  });

  test("reads prompt=login as a fresh sign-in", async () => {
    const agent = new UserAgent();
    await signIn(agent);
    const page = await open(agent, { prompt: "login" });
    expect(page.url).toMatch(`${app.url}/login?login_challenge=`);
  });

  test("tells the client when somebody denies at either page", async () => {
    const agent = new UserAgent();
    const login = await open(agent);
    const atLogin = callbackOf(await answer(agent, login, {}, "reject"));
    expect(Object.fromEntries(atLogin)).toMatchObject({
      error: "access_denied",
      error_description: "The resource owner denied the request",
      state: "a state",
    });
    const consent = await answer(agent, await open(agent), FOO);
    const atConsent = callbackOf(await answer(agent, consent, {}, "reject"));
    expect(atConsent.get("error")).toBe("access_denied");
  });

  test("signs out: asks, ends the session, returns to the client", async () => {
    const agent = new UserAgent();
    const { id_token: hint } = await signIn(agent);
    const fields = { id_token_hint: hint, post_logout_redirect_uri: SIGNED_OUT, state: "s" };
    const url = `${tenant.issuer}/oauth2/sessions/logout?${encode(fields).toString()}`;
    const asked = await agent.open(url, untilClient);
    expect(asked.url).toMatch(`${app.url}/logout?logout_challenge=`);
    const page = await answer(agent, asked, {});
    expect(page.url).toBe(`${SIGNED_OUT}?state=s`);
    const silent = callbackOf(await open(agent, { prompt: "none" }));
    expect(silent.get("error")).toBe("login_required");
  });

  test("verifies a device: code, login, consent, tokens (RFC 8628)", async () => {
    const device = await RelyingParty.registerPublic(tenant, {
      grant_types: [DEVICE_CODE, "refresh_token"],
      scope: "openid",
    });
    const { body } = await device.post("/oauth2/device/auth", { scope: "openid" });
    const agent = new UserAgent();
    const verify = await agent.open(String(body["verification_uri_complete"]));
    expect(verify.url).toMatch(`${app.url}/device/verify?`);
    const code = { code: String(body["user_code"]) };
    const login = await answer(agent, verify, code, "verify");
    const consent = await answer(agent, login, FOO);
    const done = await answer(agent, consent, { grant_scope: ["openid"] });
    expect(done.url.split("?")[0]).toBe(`${app.url}/device/success`);
    expect(done.html).toContain("Verification successful");
    const tokens = tokensOf(
      await device.token({ grant_type: DEVICE_CODE, device_code: String(body["device_code"]) }),
    );
    expect(decodeJwt(tokens.id_token).sub).toBe("foo@bar.com");
  });
});
