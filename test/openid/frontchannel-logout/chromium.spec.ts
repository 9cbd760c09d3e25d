import type { Browser } from "playwright-core";
import { launchChromium } from "../../support/chromium.js";
import { ToyServer } from "../../support/toy-server.js";
import { UserAgent } from "../../support/user-agent.js";
import { RelyingParty, encode } from "../../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../../oauth2/tenant.js";

jest.setTimeout(90_000);

let server: ToyServer;
let browser: Browser;
let tenant: Tenant;
beforeAll(async () => {
  server = await ToyServer.start();
  browser = await launchChromium();
  tenant = await newTenant();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(() => {
  server.received.length = 0;
  server.answer = () => ({ status: 200 });
});

/** Signs out in a real browser that holds the session; answers how long until it went on. */
async function signOut(javaScriptEnabled: boolean): Promise<number> {
  const returnTo = `${server.url}/signed-out`;
  const client = await RelyingParty.register(tenant, {
    skip_logout_consent: true,
    redirect_uris: ["https://app.example.com/callback", `${server.url}/callback`],
    post_logout_redirect_uris: [returnTo],
    frontchannel_logout_uri: `${server.url}/frame`,
  });
  const agent = new UserAgent();
  const tokens = await client.tokens({}, { agent, login: { remember: true } });
  const query = encode({
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: returnTo,
  }).toString();
  const url = `${tenant.issuer}/oauth2/sessions/logout?${query}`;
  const context = await browser.newContext({ javaScriptEnabled });
  const cookies = (agent.cookies.header(url) ?? "").split("; ");
  await context.addCookies(
    cookies.map((pair) => {
      const [name = "", value = ""] = pair.split(/=(.*)/);
      return { name, value, url };
    }),
  );
  const page = await context.newPage();
  const begun = Date.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForURL(`${returnTo}*`, { timeout: 20_000 });
  await context.close();
  return Date.now() - begun;
}

describe("in Chromium, sign-out with a front channel (§3)", () => {
  test("loads the frames and goes on at once", async () => {
    expect(await signOut(true)).toBeLessThan(6_000);
    const [frame] = server.at("/frame?");
    const said = new URL(frame?.url ?? "", server.url).searchParams;
    expect(said.get("iss")).toBe(tenant.issuer);
    expect(said.get("sid")).toMatch(/^[\da-f-]{36}$/);
  });

  test("goes on after seven seconds when a client does not answer", async () => {
    server.answer = ({ url }) =>
      url.startsWith("/frame") ? { status: 200, afterMilliseconds: 60_000 } : { status: 200 };
    const took = await signOut(true);
    expect(took).toBeGreaterThan(6_000);
    expect(took).toBeLessThan(15_000);
  });

  test("goes on without scripts, too", async () => {
    expect(await signOut(false)).toBeLessThan(15_000);
    expect(server.at("/frame?")).toHaveLength(1);
  });
});
