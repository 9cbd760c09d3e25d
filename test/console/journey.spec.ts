import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { newPerson } from "../support/sign-in.js";
import { ConsoleWindow } from "./console-window.js";

const redirectUri = "http://127.0.0.1:4446/callback";

interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
}

/** Runs a line as somebody who pasted it into a terminal. */
async function runInTerminal(line: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)("sh", ["-c", line]);
  return JSON.parse(stdout);
}

describe("from sign-in to a token, in the console (console §6)", () => {
  let browser: Browser;
  let grantry: Grantry;
  let window: ConsoleWindow;
  let slug: string;

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    window = await ConsoleWindow.open(grantry, browser);
    await window.context.route("http://127.0.0.1:4446/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>The app</title>" }),
    );
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  it("signs in through the console project and comes back to the address that was asked for", async () => {
    await window.signIn("/projects?q=photos");
    const url = new URL(window.page.url());
    expect(url.pathname + url.search).toBe("/projects?q=photos");
  });

  it("creates a project that answers at once", async () => {
    const { page } = window;
    await window.visit("/projects/new");
    await page.getByLabel("Name").fill("Photos");
    await page.locator("main").getByRole("button", { name: "Create project" }).click();
    await page.waitForURL(/\/projects\/[a-z]+-[a-z]+-[0-9a-z]+$/);
    slug = new URL(page.url()).pathname.split("/")[2] ?? "";
    await page.getByRole("heading", { level: 1, name: "Photos" }).waitFor();
    await page.getByText("Healthy", { exact: true }).waitFor();
    expect(await page.title()).toBe("Photos · Grantry");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    const issuer = grantry.addresses.issuer(slug);
    const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer });
    expect(await page.locator("main").textContent()).toContain(issuer);
  });

  it("shows the secret of a service once, with a curl line that runs as it is", async () => {
    const { page } = window;
    await window.visit(`/projects/${slug}/clients/new`);
    await page.getByRole("radio", { name: /^Service/ }).check();
    await page.getByLabel("Name", { exact: true }).fill("importer");
    await page.locator("main").getByRole("button", { name: "Create client" }).click();
    const dialog = page.getByRole("dialog", { name: "Store this secret now" });
    await dialog.waitFor();
    const secret = await dialog.getByLabel("Client secret", { exact: true }).inputValue();
    const line = await dialog.getByRole("region").textContent();

    await page.keyboard.press("Escape");
    await dialog.getByText("Copy it, download it, or tick the box first.").waitFor();
    await dialog.getByRole("button", { name: "Run it now" }).click();
    await dialog.getByText(/^200 in .* first token issued, expires in 1 hour$/).waitFor();
    expect(await runInTerminal(`curl -s${line?.slice("curl".length)}`)).toMatchObject({
      access_token: expect.stringMatching(/^gry_at_/),
      scope: "",
    });

    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Open client" }).click();
    await page.getByRole("heading", { level: 1, name: "importer" }).waitFor();
    expect(await page.content()).not.toContain(secret);
    const stored = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(stored).not.toContain(secret);
  });

  it("creates a client of another party, through which a new user signs up, consents and gets tokens", async () => {
    const { page } = window;
    await window.visit(`/projects/${slug}/clients/new`);
    await page.getByRole("radio", { name: /^Another party/ }).check();
    await page.getByLabel("Name", { exact: true }).fill("photos-web");
    await page.getByLabel("Site").fill("https://photos.example.com");
    await page.getByLabel("Redirect URIs", { exact: true }).fill(redirectUri);
    await page.keyboard.press("Enter");
    await page.locator("main").getByRole("button", { name: "Create client" }).click();
    const dialog = page.getByRole("dialog");
    const clientId = await dialog.getByLabel("Client ID", { exact: true }).inputValue();
    const secret = await dialog.getByLabel("Client secret", { exact: true }).inputValue();

    const issuer = grantry.addresses.issuer(slug);
    const state = randomBytes(12).toString("hex");
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: "openid offline_access",
      state,
    });
    const user = await window.context.newPage();
    const person = newPerson();
    await user.goto(`${issuer}/oauth2/auth?${query.toString()}`);
    await user.click('a[href*="/ui/registration"]');
    await user.fill('[name="traits.email"]', person.email);
    await user.fill('[name="password"]', person.password);
    await user.click("#registration-submit");
    await user.locator("[data-page=consent]").waitFor();
    await user.click("#accept");
    await user.waitForURL(/^http:\/\/127\.0\.0\.1:4446\/callback/);
    const answer = new URL(user.url()).searchParams;
    await user.close();
    expect(Object.fromEntries(answer)).toMatchObject({ state, iss: issuer });

    const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
    const response = await fetch(`${issuer}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code: answer.get("code") ?? "",
        redirect_uri: redirectUri,
      }),
    });
    expect(response.status).toBe(200);
    const tokens = (await response.json()) as Tokens;
    expect(tokens).toMatchObject({
      access_token: expect.stringMatching(/^gry_at_/),
      refresh_token: expect.stringMatching(/^gry_rt_/),
      id_token: expect.any(String),
    });
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "photos-web" }).waitFor();
  });

  it("saves settings of a client after showing what changes", async () => {
    const { page } = window;
    await window.visit(`/projects/${slug}/clients`);
    await page.getByRole("link", { name: "importer" }).click();
    await page.locator("main").getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("Name", { exact: true }).fill("nightly-importer");
    await page.getByText("1 unsaved change", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Review" }).click();
    const review = page.getByRole("dialog");
    expect(await review.getByRole("row").last().textContent()).toMatch(
      /client_name.*Changed.*importer.*nightly-importer/,
    );
    await review.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "nightly-importer" }).waitFor();
    const { admin } = grantry;
    const list = await admin.call(
      "GET",
      `${grantry.addresses.issuer(slug)}/admin/clients?client_name=nightly-importer`,
    );
    expect(await list.json()).toMatchObject([{ client_name: "nightly-importer", scope: "" }]);
  });

  it("creates a personal access token that works until it is revoked", async () => {
    const { page } = window;
    const name = `ci-${randomBytes(4).toString("hex")}`;
    await window.visit(`/workspaces/current/personal-access-tokens/new?name=${name}`);
    await page.getByRole("button", { name: "CI deploy" }).click();
    await page
      .locator("main")
      .getByRole("button", { name: "Create personal access token" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Store this secret now" });
    const value = await dialog.getByLabel("Personal access token", { exact: true }).inputValue();
    const line = await dialog.getByRole("region").textContent();
    await dialog.getByRole("button", { name: "Test it" }).click();
    await dialog.getByText(/^200, \d+ projects? in /).waitFor();
    expect(await runInTerminal(`curl -s${line?.slice("curl".length)}`)).toEqual(
      expect.arrayContaining([expect.objectContaining({ slug })]),
    );
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();

    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("button", { name: "Revoke token" }).click();
    await page.getByText(`${name} was revoked.`).waitFor();
    const refused = await fetch(`${grantry.addresses.api}/projects`, {
      headers: { authorization: `Bearer ${value}` },
    });
    expect(refused.status).toBe(401);
  });

  it("deletes the project only after its slug was typed", async () => {
    const { page } = window;
    await window.visit(`/projects/${slug}/settings`);
    await page.getByRole("button", { name: "Delete project" }).click();
    const dialog = page.getByRole("dialog");
    const button = dialog.getByRole("button", { name: "Delete project" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await dialog.getByRole("textbox").fill(slug);
    await button.click();
    await page.getByText("Photos was deleted.").waitFor();
    const issuer = grantry.addresses.issuer(slug);
    const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(discovery.status).toBe(404);
  });

  it("signs out here and at the issuer, and asked its own origin only", async () => {
    const { page } = window;
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "You are signed out." }).waitFor();
    await page.goto(`${grantry.addresses.console}/projects`);
    await page.locator("#login-form").waitFor();
    expect(window.complaints).toEqual([]);
  });
});
