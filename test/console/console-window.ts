import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Grantry } from "../support/grantry.js";
import type { Person } from "../support/sign-in.js";

/** One browser window on the console, and what the browser complained about in it. */
export class ConsoleWindow {
  /** Refusals of the content security policy and requests to other origins. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly grantry: Grantry,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /** Opens a window that nobody is signed in to. */
  static async open(
    grantry: Grantry,
    browser: Browser,
    options: BrowserContextOptions = {},
  ): Promise<ConsoleWindow> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: "en-GB",
      ...options,
    });
    return new ConsoleWindow(grantry, context, await context.newPage());
  }

  /** Another window of the same person: another size or colour scheme. */
  async another(browser: Browser, options: BrowserContextOptions): Promise<ConsoleWindow> {
    const storageState = await this.context.storageState();
    return await ConsoleWindow.open(this.grantry, browser, { storageState, ...options });
  }

  /** Visits a page of the console and waits for its heading. */
  async visit(path: string): Promise<void> {
    await this.page.goto(this.grantry.addresses.console + path);
    await this.page.locator("h1").waitFor();
    await this.page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  }

  /** Visits a page signed out, and signs in as the owner on the way. */
  async signIn(path = "/projects"): Promise<void> {
    const { email, password } = this.grantry.owner;
    await this.page.goto(this.grantry.addresses.console + path);
    await this.page.fill("[name=identifier]", email);
    await this.page.fill("[name=password]", password);
    await this.page.click("#login-submit");
    await this.page.waitForURL(
      (url) => url.href.startsWith(`${this.grantry.addresses.console}/`) && this.isOurPage(url),
    );
    await this.page.locator("h1").waitFor();
  }

  /** From the issuer's sign-in page through its sign-up, back to the console. */
  async signUp(person: Person): Promise<void> {
    const { page } = this;
    await page.locator("#login-form, #registration-form").first().waitFor();
    if ((await page.locator("#registration-form").count()) === 0) {
      await page.locator('a[href*="/ui/registration"]').first().click();
    }
    // An invitation has filled in the address, which stays.
    const address = page.locator("[name='traits.email']");
    if (await address.isEditable()) await address.fill(person.email);
    await page.fill("[name='traits.name']", person.name ?? "");
    await page.fill("[name=password]", person.password);
    await page.click("#registration-submit");
    await page.waitForURL(
      (url) => url.href.startsWith(`${this.grantry.addresses.console}/`) && this.isOurPage(url),
    );
    await page.locator("h1").waitFor();
  }

  /** Neither the issuer's pages, which share the origin in path mode, nor the way back. */
  private isOurPage({ pathname }: URL): boolean {
    return !pathname.startsWith("/p/") && pathname !== "/callback" && !pathname.startsWith("/api");
  }

  /** What axe finds on the page as it stands, in words: by every rule, or by these. */
  async accessibilityFindings(rules?: readonly string[]): Promise<string[]> {
    // One frame: nothing to merge in a page of its own, which takes a second each time.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode();
    const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target }) => `${impact} ${id}: ${target.join(" ")}`),
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
