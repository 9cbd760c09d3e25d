import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { ConsoleWindow } from "./console-window.js";

describe("a personal access token, in the console (console §6.15)", () => {
  const name = `roll ${Math.random().toString(36).slice(2)}`;
  let browser: Browser;
  let grantry: Grantry;
  let window: ConsoleWindow;
  let first: string;
  let second: string;

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    window = await ConsoleWindow.open(grantry, browser);
    await window.signIn("/workspaces/current/personal-access-tokens/new?permissions=project:read");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  const statusOf = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${grantry.addresses.api}/projects`, { headers })).status;
  };
  /** The value that is shown once; the dialog is closed. */
  const shownOnce = async (): Promise<string> => {
    const dialog = window.page.getByRole("dialog", { name: "Store this secret now" });
    const field = dialog.getByLabel("Personal access token", { exact: true });
    const value = await field.inputValue();
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    return value;
  };

  it("is created with what the address asks for", async () => {
    const { page } = window;
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page
      .locator("main")
      .getByRole("button", { name: "Create personal access token" })
      .click();
    first = await shownOnce();
    expect(await statusOf(first)).toBe(200);
  });

  it("gets a new value when it is rolled, while the old one works until the overlap ends (PA-4)", async () => {
    const { page } = window;
    await page.getByRole("link", { name }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByRole("button", { name: "Roll token" }).click();
    const dialog = page.getByRole("dialog", { name: `Roll ${name}` });
    await dialog.getByLabel("The old value works for another").selectOption({ label: "1 hour" });
    await dialog.getByRole("button", { name: "Roll token" }).click();
    second = await shownOnce();
    expect(second).not.toBe(first);
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);

    await page.getByRole("button", { name: "End overlap" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End overlap" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  });

  it("stops when it is revoked (PA-3)", async () => {
    const { page } = window;
    await page.getByRole("button", { name: "Revoke token" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
    await page.getByText(`${name} was revoked.`).waitFor();
    expect(await statusOf(second)).toBe(401);
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    expect(window.complaints).toEqual([]);
  });
});
