import type { Browser } from "playwright-core";
import { expectJson } from "../support/admin-client.js";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { ConsoleWindow } from "./console-window.js";

/** Every rule at first; then those that colours and a narrow window can break. */
const looks = [
  { colorScheme: "light", viewport: { width: 1280, height: 860 }, rules: undefined },
  {
    colorScheme: "dark",
    viewport: { width: 320, height: 700 },
    rules: ["color-contrast", "target-size", "scrollable-region-focusable", "aria-hidden-focus"],
  },
] as const;

describe("every page of the console (console §7, WCAG 2.2 AA)", () => {
  let browser: Browser;
  let grantry: Grantry;
  let owner: ConsoleWindow;
  let pages: string[];

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    const project = await grantry.admin.createProject("A project with a rather long name");
    const client = await grantry.admin.createClient(project, {
      redirect_uris: ["http://localhost:3000/callback", "https://photos.herokuapp.com/callback"],
    });
    const user = await expectJson<{ id: string }>(
      await grantry.admin.call("POST", `${project.issuer}/admin/identities`, {
        schema_id: "default",
        traits: { email: "somebody-with-a-rather-long-address@example.com" },
      }),
      201,
    );
    await grantry.admin.call(
      "POST",
      `${grantry.addresses.api}/projects/${project.id}/custom-domains`,
      { hostname: `${project.slug}.example.org` },
    );
    const p = `/projects/${project.slug}`;
    const c = `${p}/clients/${client.client_id}`;
    const tokens = "/workspaces/current/personal-access-tokens";
    pages = [
      "/welcome-back-to-nothing",
      "/sign-in",
      "/signed-out",
      "/confirmed",
      "/cli-auth-success",
      "/error?error=invalid_request&request_id=0123456789",
      "/callback?state=unknown&code=unknown",
      "/projects",
      "/projects?q=nothing-is-called-this",
      "/projects/new",
      "/projects/there-is-none-0000000000",
      p,
      `${p}/clients`,
      `${p}/clients?name=nothing-is-called-this`,
      `${p}/clients/new`,
      `${p}/clients/unknown`,
      c,
      `${c}/settings`,
      `${c}/credentials`,
      `${c}/danger`,
      `${p}/settings`,
      `${p}/logs`,
      `${p}/audit`,
      `${p}/configuration/lifetimes`,
      `${p}/configuration/history`,
      `${p}/streams`,
      `${p}/streams/new`,
      `${p}/users`,
      `${p}/users/${user.id}`,
      `${p}/users/unknown`,
      `${p}/keys`,
      `${p}/jobs`,
      `${p}/usage?range=24h`,
      "/workspaces/current/members",
      "/workspaces/current/roles",
      "/workspaces/current/audit",
      "/workspaces/current/settings",
      "/workspaces/current/jobs",
      "/workspaces/current/usage",
      "/workspaces/current/data-planes",
      "/mailbox",
      "/invitations/unknown",
      tokens,
      `${tokens}/new?template=read`,
    ];
    owner = await ConsoleWindow.open(grantry, browser);
    await owner.signIn();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  /** Takes on a look without moving to another page. */
  async function look({ colorScheme, viewport }: (typeof looks)[number]): Promise<void> {
    const { page } = owner;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await page.locator("h1").waitFor();
    await page.waitForTimeout(200);
  }

  it("has one heading, a title, nothing for axe to find and no sideways scrolling, light and wide, dark and narrow", async () => {
    const { page } = owner;
    const findings: Record<string, unknown> = {};
    for (const path of pages) {
      await look(looks[0]);
      await owner.visit(path);
      for (const each of looks) {
        await look(each);
        const { colorScheme } = each;
        const found = await owner.accessibilityFindings(each.rules);
        const headings = await page.locator("h1").count();
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        );
        const title = await page.title();
        if (found.length > 0 || headings !== 1 || sideways || !title.endsWith(" · Grantry")) {
          findings[`${path} ${colorScheme}`] = { found, headings, sideways, title };
        }
      }
    }
    await look(looks[0]);
    expect(findings).toEqual({});
    expect(owner.complaints).toEqual([]);
  }, 480_000);

  it("finds nothing in menus and dialogs, which give the focus back", async () => {
    const { page } = owner;
    await owner.visit(pages[11] ?? "/");
    const openers = [
      page.getByRole("button", { name: /^Account of/ }),
      page.getByRole("button", { name: /Switch project$/ }),
    ];
    for (const opener of openers) {
      await opener.click();
      await page.waitForTimeout(300);
      expect(await owner.accessibilityFindings()).toEqual([]);
      await page.keyboard.press("Escape");
      await page.waitForTimeout(100);
      expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
    }
  }, 60_000);

  it("reaches the content by the first focusable element", async () => {
    await owner.visit("/projects");
    await owner.page.keyboard.press("Tab");
    const skip = owner.page.getByRole("link", { name: "Skip to content" });
    expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
    await owner.page.keyboard.press("Enter");
    expect(await owner.page.evaluate(() => document.activeElement?.id)).toBe("content");
  });
});
