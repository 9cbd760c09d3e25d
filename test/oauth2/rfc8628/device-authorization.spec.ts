import { setTimeout as pause } from "node:timers/promises";
import { localFetch } from "../../support/local-fetch.js";
import { answerOf, expectRefusal, type Answer } from "../answer.js";
import { configure } from "../configuration.js";
import { RelyingParty, type Fields } from "../relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../tenant.js";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

let tenant: Tenant;
let device: RelyingParty;
beforeAll(async () => {
  tenant = await newTenant();
  device = await RelyingParty.registerPublic(tenant, {
    grant_types: [DEVICE_CODE, "refresh_token"],
    scope: "openid offline_access email",
  });
});

function begin(fields: Fields = {}, party: RelyingParty = device): Promise<Answer> {
  return party.post("/oauth2/device/auth", { scope: "openid offline_access", ...fields });
}

function ask(deviceCode: unknown, party: RelyingParty = device): Promise<Answer> {
  return party.token({ grant_type: DEVICE_CODE, device_code: String(deviceCode) });
}

/** What the user does in a browser, by a page of the project's own (Hydra's device requests). */
async function approve(userCode: string): Promise<void> {
  const visit = await answerOf(
    localFetch(`${tenant.issuer}/oauth2/device/verify`, { redirect: "manual" }),
  );
  const page = new URL(visit.headers.get("location") ?? "");
  const challenge = page.searchParams.get("device_challenge") ?? "";
  const cookie = (visit.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const accept = await put("device", challenge, { user_code: userCode });
  const login = await follow(accept, cookie, "login_challenge");
  const body = { subject: "ada", remember: false };
  const consent = await follow(await put("login", login, body), cookie, "consent_challenge");
  const granted = await put("consent", consent, { grant_scope: ["openid", "offline_access"] });
  const end = await localFetch(granted, { headers: { cookie }, redirect: "manual" });
  await end.body?.cancel();
  expect(end.headers.get("location")).toMatch(/\/ui\/device\/success$/);
}

async function put(kind: string, challenge: string, body: unknown): Promise<string> {
  const path = `/admin/oauth2/auth/requests/${kind}/accept?${kind}_challenge=${challenge}`;
  const answer = await tenant.grantry.admin.call("PUT", tenant.issuer + path, body);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { redirect_to: string }).redirect_to;
}

async function follow(url: string, cookie: string, parameter: string): Promise<string> {
  const answer = await localFetch(url, { headers: { cookie }, redirect: "manual" });
  await answer.body?.cancel();
  const found = new URL(answer.headers.get("location") ?? "").searchParams.get(parameter);
  if (found === null) throw new Error(`no ${parameter} at ${answer.headers.get("location")}`);
  return found;
}

describe("the device authorization endpoint (RFC 8628 §3.1, §3.2)", () => {
  it("answers a device code, a user code and where to type it", async () => {
    const { status, body, headers } = await begin();
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toContain("no-store");
    expect(body).toEqual({
      device_code: expect.any(String),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ2-9]{8}$/),
      verification_uri: `${tenant.issuer}/oauth2/device/verify`,
      verification_uri_complete: `${tenant.issuer}/oauth2/device/verify?user_code=${String(body["user_code"])}`,
      expires_in: 900,
      interval: 5,
    });
  });

  it("is announced by the metadata (§4)", async () => {
    const url = `${tenant.issuer}/.well-known/oauth-authorization-server`;
    const { body } = await answerOf(localFetch(url));
    expect(body["device_authorization_endpoint"]).toBe(`${tenant.issuer}/oauth2/device/auth`);
    expect(body["grant_types_supported"]).toContain(DEVICE_CODE);
  });

  it("refuses a client that is not registered for the grant", async () => {
    const other = await RelyingParty.registerPublic(tenant);
    expectRefusal(await begin({}, other), 400, "unauthorized_client");
  });

  it("authenticates a client that has credentials", async () => {
    const confidential = await RelyingParty.register(tenant, { grant_types: [DEVICE_CODE] });
    expect((await begin({ scope: "openid" }, confidential)).status).toBe(200);
    const answer = await confidential.post("/oauth2/device/auth", {}, { authorization: "" });
    expectRefusal(answer, 401, "invalid_client");
  });

  it("refuses a scope the client does not have", async () => {
    expectRefusal(await begin({ scope: "admin" }), 400, "invalid_scope");
  });
});

describe("a project chooses (ory-hydra appendix B)", () => {
  const KEYS = "oauth2.device_authorization";

  it.each([
    ["medium", /^[B-Z]{8}$/],
    ["low", /^\d{9}$/],
  ])("user codes of preset %s, which are then taken (RFC 8628 §6.1)", async (preset, form) => {
    await configure(tenant, { [`${KEYS}.user_code.entropy_preset`]: preset });
    const { body } = await begin();
    expect(body["user_code"]).toMatch(form);
    await approve(String(body["user_code"]));
    expect((await ask(body["device_code"])).status).toBe(200);
    await configure(tenant, { [`${KEYS}.user_code.entropy_preset`]: "high" });
  });

  it("how long devices wait between two questions, and holds them to it (§3.2, §3.5)", async () => {
    await configure(tenant, { [`${KEYS}.token_polling_interval`]: "9s" });
    const { body } = await begin();
    expect(body["interval"]).toBe(9);
    expectRefusal(await ask(body["device_code"]), 400, "authorization_pending");
    await pause(6_000);
    expectRefusal(await ask(body["device_code"]), 400, "slow_down");
    await configure(tenant, { [`${KEYS}.token_polling_interval`]: "5s" });
  });
});

describe("the device access token request (RFC 8628 §3.4, §3.5)", () => {
  it("waits, slows a hasty device down, and answers once the user has approved", async () => {
    const { body } = await begin();
    expectRefusal(await ask(body["device_code"]), 400, "authorization_pending");
    expectRefusal(await ask(body["device_code"]), 400, "slow_down");
    await approve(String(body["user_code"]));
    expectRefusal(await ask(body["device_code"]), 400, "slow_down");
  });

  it("answers tokens for the code, once (§3.5)", async () => {
    const { body } = await begin();
    await approve(String(body["user_code"]));
    const tokens = await ask(body["device_code"]);
    expect(tokens.status).toBe(200);
    expect(tokens.body).toMatchObject({
      token_type: "bearer",
      access_token: expect.stringMatching(/^gry_at_/),
      refresh_token: expect.stringMatching(/^gry_rt_/),
      id_token: expect.any(String),
    });
    const refreshed = await device.token({
      grant_type: "refresh_token",
      refresh_token: String(tokens.body["refresh_token"]),
    });
    expect(refreshed.status).toBe(200);
    await pause(5_100);
    expectRefusal(await ask(body["device_code"]), 400, "invalid_grant");
    expect(await device.isAlive(String(refreshed.body["access_token"]))).toBe(false);
  });

  it("knows the codes of its own client and project only", async () => {
    const { body } = await begin();
    const other = await RelyingParty.registerPublic(tenant, { grant_types: [DEVICE_CODE] });
    expectRefusal(await ask(body["device_code"], other), 400, "invalid_grant");
    const neighbour = await neighbourOf(tenant);
    const stranger = await RelyingParty.registerPublic(neighbour, { grant_types: [DEVICE_CODE] });
    expectRefusal(await ask(body["device_code"], stranger), 400, "invalid_grant");
    expectRefusal(await ask("gry_dc_unknown"), 400, "invalid_grant");
    expectRefusal(await device.token({ grant_type: DEVICE_CODE }), 400, "invalid_request");
  });

  it("takes a user code however it is typed, and no code twice (§6.1)", async () => {
    const { body } = await begin();
    const code = String(body["user_code"]);
    await approve(` ${code.slice(0, 4)}-${code.slice(4)} `.toLowerCase());
    await expect(approve(code)).rejects.toThrow();
  });
});
