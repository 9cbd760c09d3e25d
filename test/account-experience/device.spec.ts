import { signUp, consent, newPerson } from "../support/sign-in.js";
import { UserAgent, type Page } from "../support/user-agent.js";
import { postForm } from "../oauth2/relying-party.js";
import { marksOf, projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

interface Waiting {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

describe("the device page", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient({
      client_name: "Acme Television",
      client_uri: "https://tv.acme.example",
      grant_types: [DEVICE_CODE, "refresh_token"],
    });
  });

  async function waiting(): Promise<Waiting> {
    const fields = { client_id: shop.client.client_id, scope: "openid email offline_access" };
    const answer = await postForm(`${shop.issuer}/oauth2/device/auth`, fields);
    expect(answer.status).toBe(200);
    return answer.body as unknown as Waiting;
  }

  async function poll({ device_code }: Waiting) {
    const fields = { grant_type: DEVICE_CODE, client_id: shop.client.client_id, device_code };
    return await postForm(`${shop.issuer}/oauth2/token`, fields);
  }

  async function type(agent: UserAgent, page: Page, code: string): Promise<Page> {
    const submission = { fields: { user_code: code }, button: "device-submit" };
    return await agent.submit(page, "device-form", submission, shop.isOurs);
  }

  it("asks for the code, shows it with the app, and connects after sign-in and consent", async () => {
    const device = await waiting();
    const agent = new UserAgent();
    const question = await agent.open(device.verification_uri, shop.isOurs);
    expect(marksOf(question)).toEqual({ page: "device", step: "code" });
    expect(question.html).toMatch(/<input[^>]*name="user_code"[^>]*autocapitalize="characters"/);
    const typed = `${device.user_code.slice(0, 4)}-${device.user_code.slice(4)} `.toLowerCase();
    const confirm = await type(agent, question, typed);
    expect(marksOf(confirm)).toEqual({ page: "device", step: "confirm" });
    expect(textOf(confirm)).toContain(
      `${device.user_code.slice(0, 4)}-${device.user_code.slice(4)}`,
    );
    expect(textOf(confirm)).toContain("Acme Television");
    expect(confirm.html).toContain('data-client-host="tv.acme.example"');
    const login = await agent.submit(
      confirm,
      "device-form",
      { button: "device-confirm" },
      shop.isOurs,
    );
    expect(marksOf(login).page).toBe("login");
    const allow = await signUp(agent, login, newPerson(), shop.isOurs);
    expect(marksOf(allow).page).toBe("consent");
    expect(allow.html).not.toContain("data-warning");
    const end = await consent(agent, allow, {}, shop.isOurs);
    expect(marksOf(end)).toEqual({ page: "device-success", step: "connected" });
    expect(textOf(end)).toContain("Go back to your device. You can close this page.");
    const tokens = await poll(device);
    expect(tokens.status).toBe(200);
    expect(tokens.body["access_token"]).toMatch(/^gry_at_/);
  });

  it("asks for confirmation also when the code came in the address", async () => {
    const device = await waiting();
    const page = await new UserAgent().open(device.verification_uri_complete, shop.isOurs);
    expect(marksOf(page)).toEqual({ page: "device", step: "confirm" });
    expect(textOf(page)).toContain("Continue only if you see this code on a device of yours.");
  });

  it("denies the waiting device when the user cancels", async () => {
    const device = await waiting();
    const agent = new UserAgent();
    const page = await agent.open(device.verification_uri_complete, shop.isOurs);
    const end = await agent.submit(page, "device-form", { button: "device-cancel" }, shop.isOurs);
    expect(textOf(end)).toContain("Nothing was connected.");
    const refused = await poll(device);
    expect(refused.status).toBe(403);
    expect(refused.body["error"]).toBe("access_denied");
  });

  it("says that nothing was connected when the user denies at consent", async () => {
    const device = await waiting();
    const agent = new UserAgent();
    const page = await agent.open(device.verification_uri_complete, shop.isOurs);
    const login = await agent.submit(
      page,
      "device-form",
      { button: "device-confirm" },
      shop.isOurs,
    );
    const allow = await signUp(agent, login, newPerson(), shop.isOurs);
    const end = await consent(agent, allow, { deny: true }, shop.isOurs);
    expect(new URL(end.url).searchParams.get("error")).toBe("access_denied");
    expect(textOf(end)).toContain("Nothing was connected.");
    expect((await poll(device)).body["error"]).toBe("access_denied");
  });

  it("answers a wrong code in words, and after five of them 429 even to a right one", async () => {
    const device = await waiting();
    const agent = new UserAgent();
    let page = await agent.open(device.verification_uri, shop.isOurs);
    for (let tries = 0; tries < 5; tries += 1) {
      page = await type(agent, page, "BBBB-BBBB");
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain(
        "This code is not known or has expired. Codes last 15 minutes.",
      );
    }
    const held = await type(agent, page, device.user_code);
    expect(held.status).toBe(429);
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(marksOf(held)).toEqual({ page: "device", step: "code" });
  });

  it("counts wrong codes in the address like typed ones", async () => {
    const agent = new UserAgent();
    const page = await agent.open(`${shop.issuer}/oauth2/device/verify`, shop.isOurs);
    const guess = `${page.url}&user_code=CCCCCCCC`;
    const answers: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) answers.push((await agent.open(guess)).status);
    expect(answers).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it("changes nothing for a form that another site sent", async () => {
    const device = await waiting();
    const agent = new UserAgent();
    const page = await agent.open(device.verification_uri_complete, shop.isOurs);
    const foreign = await agent.submit(page, "device-form", {
      fields: { csrf_token: "another" },
      button: "device-confirm",
    });
    expect(foreign.status).toBe(403);
    expect((await poll(device)).body["error"]).toBe("authorization_pending");
  });

  it("is gone for a browser that did not begin the visit", async () => {
    const page = await new UserAgent().open(`${shop.issuer}/oauth2/device/verify`);
    const stranger = new UserAgent();
    await stranger.open(`${shop.issuer}/oauth2/device/verify`);
    expect((await stranger.open(page.url)).status).toBe(410);
  });

  it("gives a visit without a challenge one of its own and keeps the code", async () => {
    const device = await waiting();
    const page = await new UserAgent().open(
      `${shop.issuer}/ui/device?user_code=${device.user_code}`,
    );
    expect(marksOf(page)).toEqual({ page: "device", step: "confirm" });
  });
});
