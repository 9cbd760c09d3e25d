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

/** Signs out in a real browser that holds the session; resolves when it has gone on. */
async function signOut(javaScriptEnabled: boolean): Promise<void> {
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
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForURL(`${returnTo}*`, { timeout: 60_000, waitUntil: "commit" });
  await context.close();
}

describe("in Chromium, sign-out with a front channel (§3)", () => {
  test("loads the frames and goes on", async () => {
    await signOut(true);
    const [frame] = server.at("/frame?");
    const said = new URL(frame?.url ?? "", server.url).searchParams;
    expect(said.get("iss")).toBe(tenant.issuer);
    expect(said.get("sid")).toMatch(/^[\da-f-]{36}$/);
  });

  test("goes on when a client does not answer", async () => {
    server.answer = ({ url }) =>
      url.startsWith("/frame") ? { status: 200, afterMilliseconds: 60_000 } : { status: 200 };
    await signOut(true);
    expect(server.at("/signed-out")).toHaveLength(1);
  });

  test("goes on without scripts, too", async () => {
    await signOut(false);
    expect(server.at("/frame?")).toHaveLength(1);
  });
});
