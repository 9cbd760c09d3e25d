import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { postForm } from "../oauth2/relying-party.js";
import { newPerson } from "../support/sign-in.js";
import { projectWithClient } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

const hostileName = `<img src=x onerror=alert(1)>\u202e${"a long name ".repeat(400)}`;

describe("account pages in Chromium", () => {
  let browser: Browser;
  let shop: ProjectWithClient;
  let callbacks: Server;
  let callbackUrl: string;

  beforeAll(async () => {
    callbacks = createServer((request, response) => {
      const { port } = callbacks.address() as AddressInfo;
      if (request.url?.startsWith("/callback") === true) {
        const { search } = new URL(request.url, "http://localhost");
        response.writeHead(302, { location: `http://localhost:${port}/app${search}` }).end();
        return;
      }
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<title>The app</title><script>window.hasOpener = !!window.opener</script>");
    });
    await new Promise<void>((resolve) => callbacks.listen(0, "127.0.0.1", resolve));
    callbackUrl = `http://127.0.0.1:${(callbacks.address() as AddressInfo).port}/callback`;
    [browser, shop] = await Promise.all([
      launchChromium(),
      projectWithClient({
        client_name: "Acme Photos",
        redirect_uris: [callbackUrl],
        client_uri: "https://acme.example",
        logo_uri: "https://acme.example/logo.png",
        policy_uri: "https://acme.example/privacy",
        tos_uri: "https://acme.example/terms",
      }),
    ]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    callbacks?.close();
  });

  /** The user code of a device that waits (RFC 8628 §3.2). */
  async function waitingDevice(): Promise<string> {
    const grantTypes = ["urn:ietf:params:oauth:grant-type:device_code"];
    const { client_id } = await shop.grantry.admin.createClient(shop.project, {
      client_name: hostileName,
      client_uri: "https://tv.acme.example",
      grant_types: grantTypes,
      token_endpoint_auth_method: "none",
    });
    const answer = await postForm(`${shop.issuer}/oauth2/device/auth`, { client_id });
    return String(answer.body["user_code"]);
  }

  async function inBrowser(
    options: Parameters<Browser["newContext"]>[0],
    act: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      await act(await context.newPage(), context);
    } finally {
      await context.close();
    }
  }

  async function signUp(page: Page): Promise<void> {
    const person = newPerson();
    await page.click('a[href*="/ui/registration"]');
    await page.fill('[name="traits.email"]', person.email);
    await page.fill('[name="password"]', person.password);
    await page.click("#registration-submit");
    await page.waitForSelector("[data-page=consent], [data-page=welcome]");
  }

  it.each([true, false])(
    "reaches a callback that redirects to another origin, scripts allowed: %s",
    async (javaScriptEnabled) => {
      await inBrowser({ javaScriptEnabled }, async (page) => {
        await page.goto(shop.authorizationUrl());
        await signUp(page);
        await page.click("#accept");
        await page.waitForURL(/^http:\/\/localhost:\d+\/app/);
        expect(new URL(page.url()).searchParams.get("code")).toMatch(/^gry_ac_/);
        await page.goBack();
        expect(await page.textContent("h1")).toBe("You have answered this request already.");
      });
    },
  );

  it("gives a client that signs in through a popup its answer in window.opener", async () => {
    await inBrowser({}, async (page, context) => {
      await page.goto(callbackUrl.replace("/callback", "/opener"));
      const opened = context.waitForEvent("page");
      await page.evaluate((url) => void window.open(url), shop.authorizationUrl());
      const popup = await opened;
      await popup.waitForSelector("[data-page=login]");
      await signUp(popup);
      await popup.click("#accept");
      await popup.waitForURL(/\/app/);
      expect(await popup.evaluate("window.hasOpener")).toBe(true);
    });
  });

  it("allows nothing by a stray Enter on the consent page", async () => {
    await inBrowser({}, async (page) => {
      await page.goto(shop.authorizationUrl());
      await signUp(page);
      await page.keyboard.press("Enter");
      await page.uncheck("#grant_scope_email");
      const reloaded = page.waitForNavigation();
      await page.keyboard.press("Enter");
      await reloaded;
      expect(await page.getAttribute("body", "data-page")).toBe("consent");
      expect(await page.isChecked("#grant_scope_email")).toBe(false);
      expect(await page.isChecked("#grant_scope_openid")).toBe(true);
    });
  });

  it("sends no request beyond the issuer from any page", async () => {
    await inBrowser({}, async (page) => {
      const foreign: string[] = [];
      const { origin } = new URL(shop.issuer);
      page.on("request", (request) => {
        if (!request.url().startsWith(`${origin}/`)) foreign.push(request.url());
      });
      await page.goto(shop.authorizationUrl());
      await signUp(page);
      await page.goto(`${shop.issuer}/ui/logout`);
      await page.goto(`${shop.issuer}/oauth2/auth`);
      expect(foreign).toEqual([]);
    });
  });

  it("shows a hostile client name as text, cut at 80 characters, with the host in sight", async () => {
    const hostile = await projectWithClient({
      client_name: hostileName.slice(0, 5_000),
      redirect_uris: ["https://photos.acme.example/cb"],
    });
    await inBrowser({}, async (page) => {
      const alerts: string[] = [];
      page.on("dialog", (dialog) => {
        alerts.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(hostile.authorizationUrl());
      await signUp(page);
      const name = page.locator("h1 [data-client-id]");
      const shown = (await name.textContent()) ?? "";
      expect(shown.startsWith("<img src=x onerror=alert(1)>U+202E")).toBe(true);
      expect(Array.from(shown)).toHaveLength(80);
      expect((await name.getAttribute("title"))?.length).toBeGreaterThan(4_000);
      expect(await page.locator("[data-client-host]").isVisible()).toBe(true);
      expect(await page.textContent("[data-client-host]")).toBe("photos.acme.example");
      expect(alerts).toEqual([]);
      const overflows = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      expect(overflows).toBe(false);
    });
  });

  it("cannot be framed", async () => {
    await inBrowser({}, async (page) => {
      await page.goto(callbackUrl.replace("/callback", "/app"));
      const blocked = page.waitForEvent("console", (message) =>
        /frame-ancestors|X-Frame-Options/.test(message.text()),
      );
      await page.evaluate((url) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        document.body.append(frame);
      }, `${shop.issuer}/ui/login`);
      expect((await blocked).text()).toContain(new URL(shop.issuer).origin);
    });
  });

  it("shows and covers a password, sends a form once, focuses the error summary", async () => {
    await inBrowser({}, async (page) => {
      await page.goto(shop.authorizationUrl());
      await page.fill("#password", "secret words");
      await page.click(".ax-show");
      expect(await page.getAttribute("#password", "type")).toBe("text");
      await page.click(".ax-show");
      expect(await page.getAttribute("#password", "type")).toBe("password");
      await page.click("#login-submit");
      await page.waitForSelector("#errors");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("errors");
      await page.click("#errors a");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("identifier");
    });
  });

  describe.each([
    { locale: "en", colorScheme: "light" },
    { locale: "en-XA", colorScheme: "light" },
    { locale: "ar-XB", colorScheme: "dark" },
  ] as const)("in $locale, $colorScheme, 320 px wide", ({ locale, colorScheme }) => {
    it("has nothing that axe finds and nothing that scrolls sideways (WCAG 2.2 AA)", async () => {
      await inBrowser({ colorScheme, viewport: { width: 320, height: 640 } }, async (page) => {
        const inspect = async (): Promise<void> => {
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
          expect({ url: page.url().replace(/\?.*/, ""), found }).toMatchObject({ found: [] });
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width).toBeLessThanOrEqual(320);
        };
        await page.goto(`${shop.issuer}/ui/login?locale=${locale}`);
        await inspect();
        await page.goto(shop.authorizationUrl());
        expect(await page.getAttribute("html", "lang")).toBe(locale);
        await page.click("#login-submit");
        await page.waitForSelector("#errors");
        await inspect();
        await page.click('a[href*="/ui/registration"]');
        await page.click("#registration-submit");
        await page.waitForSelector("#errors");
        await inspect();
        const person = newPerson();
        await page.fill('[name="traits.email"]', person.email);
        await page.fill('[name="password"]', person.password);
        await page.click("#registration-submit");
        await page.waitForSelector("[data-page=consent]");
        await inspect();
        await page.goto(`${shop.issuer}/oauth2/device/verify`);
        await page.fill("#user_code", "BBBB-BBBB");
        await page.click("#device-submit");
        await page.waitForSelector("#errors");
        await inspect();
        await page.fill("#user_code", await waitingDevice());
        await page.click("#device-submit");
        await page.waitForSelector("#device-confirm");
        await inspect();
        await page.click("#device-cancel");
        await page.waitForSelector("[data-page=device-success]");
        await inspect();
        for (const path of ["logout", "welcome", "login?login_challenge=x", "nothing"]) {
          await page.goto(`${shop.issuer}/ui/${path}`);
          await inspect();
        }
        await page.goto(`${shop.issuer}/ui/logout`);
        await page.click("#accept");
        await page.waitForSelector("[data-page=logged-out]");
        await inspect();
      });
    }, 120_000);
  });
});
