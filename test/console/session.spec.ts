import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { ConsoleWindow } from "./console-window.js";

describe.each(["path", "host"] as const)(
  "sign-in to the console in %s mode (console §6.1)",
  (mode) => {
    let browser: Browser;
    let grantry: Grantry;

    beforeAll(async () => {
      [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry(mode)]);
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
    });

    it("keeps no token where a script can read it", async () => {
      const window = await ConsoleWindow.open(grantry, browser);
      await window.signIn("/projects/new");
      expect(new URL(window.page.url()).pathname).toBe("/projects/new");
      const readable = await window.page.evaluate(() =>
        JSON.stringify([
          Object.entries(localStorage),
          Object.entries(sessionStorage),
          document.cookie,
        ]),
      );
      expect(readable).not.toMatch(/gry_|eyJ|csrf/);
      const cookies = await window.context.cookies();
      expect(cookies.filter(({ httpOnly }) => !httpOnly)).toEqual([]);
      expect(window.complaints).toEqual([]);
      await window.close();
    });

    it("creates a project and reads its clients through its own origin", async () => {
      const window = await ConsoleWindow.open(grantry, browser);
      await window.signIn("/projects/new");
      const foreign: string[] = [];
      window.page.on("request", (request) => {
        if (new URL(request.url()).origin !== grantry.addresses.console)
          foreign.push(request.url());
      });
      await window.page.getByLabel("Name").fill("Same origin");
      await window.page.locator("main").getByRole("button", { name: "Create project" }).click();
      await window.page.getByRole("heading", { level: 1, name: "Same origin" }).waitFor();
      await window.page.getByText("Healthy", { exact: true }).waitFor();
      await window.page.getByRole("link", { name: "Clients" }).click();
      await window.page.getByText("No clients yet.").waitFor();
      expect(foreign).toEqual([]);
      expect(window.complaints).toEqual([]);
      await window.close();
    });

    it("ends a forged state on the sign-in page with a request ID", async () => {
      const window = await ConsoleWindow.open(grantry, browser);
      await window.visit("/callback?code=forged&state=forged");
      await window.page
        .getByText("This sign-in took too long or began in another window.")
        .waitFor();
      expect(await window.page.getByRole("alert").textContent()).toMatch(/Request ID [\w-]{8,64}/);
      await window.close();
    });

    it("never follows a foreign return_to", async () => {
      const window = await ConsoleWindow.open(grantry, browser);
      await window.signIn(
        `/api/auth/sign-in?return_to=${encodeURIComponent("https://evil.example/")}`,
      );
      expect(new URL(window.page.url()).origin).toBe(grantry.addresses.console);
      await window.close();
    });
  },
);

describe("the first load of the console (console §7)", () => {
  it("is under 200 kB of compressed script, from its own origin only", async () => {
    const [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    try {
      const window = await ConsoleWindow.open(grantry, browser);
      await window.signIn();
      const fresh = await window.another(browser, {});
      const scripts: Promise<number>[] = [];
      const origins = new Set<string>();
      fresh.page.on("requestfinished", (request) => {
        origins.add(new URL(request.url()).origin);
        if (request.resourceType() !== "script") return;
        scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
      });
      await fresh.visit("/projects");
      await fresh.page.waitForLoadState("networkidle");
      const sizes = await Promise.all(scripts);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(total).toBeGreaterThan(20_000);
      expect(total).toBeLessThan(200_000);
      expect([...origins]).toEqual([grantry.addresses.console]);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
