import type { Browser, Locator } from "playwright-core";
import { decodeProtectedHeader } from "jose";
import type { CreatedClient, CreatedProject } from "../support/admin-client.js";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { insideOf, newPerson, signIn } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { ConsoleWindow } from "./console-window.js";

describe("the pages of a project, in the console (console §6)", () => {
  let browser: Browser;
  let grantry: Grantry;
  let window: ConsoleWindow;
  let project: CreatedProject;
  let client: CreatedClient;

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    project = await grantry.admin.createProject("Pages");
    client = await grantry.admin.createClient(project, { access_token_strategy: "jwt" });
    window = await ConsoleWindow.open(grantry, browser);
    await window.signIn(`/projects/${project.slug}`);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  const visit = (path: string) => window.visit(`/projects/${project.slug}/${path}`);
  const dialogNamed = (name: string | RegExp): Locator => window.page.getByRole("dialog", { name });

  const accessToken = async (): Promise<string> => {
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString("base64");
    const answer = await grantry.fetch(`${project.issuer}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  it("saves configuration after a review, and restores what it was (CF-2)", async () => {
    const { page } = window;
    await visit("configuration/lifetimes");
    await page.getByLabel("Authorization code", { exact: true }).fill("5");
    await page.getByText("1 unsaved change", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Review" }).click();
    const review = dialogNamed("Changes to Pages");
    expect(await review.getByRole("row").last().textContent()).toMatch(
      /Authorization code.*ttl\/auth_code.*5 minutes/,
    );
    await review.getByLabel("Note").fill("Shorter codes");
    await review.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved, revision 2.").waitFor();

    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("row").filter({ hasText: "Shorter codes" }).waitFor();
    await page.getByRole("link", { name: "Revision 1" }).click();
    await page.getByRole("button", { name: "Restore revision 1" }).click();
    const restore = dialogNamed("Restore revision 1?");
    await restore.getByText("5 minutes", { exact: true }).waitFor();
    await restore.getByRole("button", { name: "Restore revision 1" }).click();
    await page.getByText("Revision 1 restored as revision 3.").waitFor();
    const read = await grantry.admin.call("GET", `${grantry.addresses.api}/projects/${project.id}`);
    expect(JSON.stringify(await read.json())).not.toContain("auth_code");
  });

  it("creates an event stream whose secret is shown once, tests it and sends an event again", async () => {
    const { page } = window;
    await visit("streams/new");
    const create = page.locator("main").getByRole("button", { name: "Create event stream" });
    await create.click();
    await page.getByText("Use an https address.").waitFor();
    await page.getByLabel("Address", { exact: true }).fill("https://nowhere.invalid/hook");
    await page.getByLabel("Description").fill("Audit");
    await create.click();
    const secret = dialogNamed("Store this secret now");
    expect(await secret.getByLabel("Signing secret", { exact: true }).inputValue()).toMatch(
      /^whsec_/,
    );
    await secret.getByLabel("I have stored it").check();
    await secret.getByRole("button", { name: "Done" }).click();

    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    await page.getByRole("button", { name: "Send test event" }).click();
    await page.getByText("Test event on its way.").waitFor();
    const delivery = page.getByRole("row").filter({ hasText: "stream.test" });
    await delivery.waitFor();
    await delivery.getByRole("button", { name: /^Redeliver/ }).click();
    await page.getByText("The event is sent again.").waitFor();
    await delivery.getByRole("button", { name: /^Show/ }).click();
    await dialogNamed("Delivery").getByText("webhook-id:", { exact: false }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused. Events wait.").waitFor();
  });

  it("rotates a signing key, which a token then names (SK-1)", async () => {
    const { page } = window;
    const before = decodeProtectedHeader(await accessToken()).kid;
    await visit("keys");
    await page.getByRole("button", { name: "Rotate now: RS256 key" }).click();
    const dialog = dialogNamed("Rotate the RS256 key of Pages?");
    await dialog.getByText(/signs from now on\. It has been in the JWKS for/).waitFor();
    await dialog.getByRole("button", { name: "Rotate now" }).click();
    await page.getByText(/^Rotated\. .* is current\.$/).waitFor();
    await page.getByRole("row").filter({ hasText: "Retired" }).waitFor();
    const after = decodeProtectedHeader(await accessToken()).kid;
    expect(after).not.toBe(before);
    const current = page.getByRole("row").filter({ hasText: /RS256.*Current/ });
    expect(await current.locator("code").first().getAttribute("title")).toBe(after);
  });

  it("creates a user, ends their sessions, disables and deletes them (US-1, US-2)", async () => {
    const { page } = window;
    const person = newPerson();
    await visit("users");
    await page.locator("main").getByRole("button", { name: "Create user" }).first().click();
    const dialog = dialogNamed("Create user");
    await dialog.getByLabel("Email").fill("nobody");
    await dialog.getByRole("button", { name: "Create user" }).click();
    await dialog.getByText("Enter an address like name@example.com.").waitFor();
    await dialog.getByLabel("Email").fill(person.email);
    await dialog.getByLabel("Password").fill(person.password);
    await dialog.getByRole("button", { name: "Create user" }).click();
    await page.getByText(`${person.email} was created.`).waitFor();

    const isOurs = insideOf(project.issuer);
    const agent = new UserAgent();
    const form = await agent.open(`${project.issuer}/ui/login`, isOurs);
    await signIn(agent, form, person, isOurs);
    await page.getByRole("searchbox").fill(person.email);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: person.email }).click();
    await page.getByRole("heading", { level: 1, name: person.email }).waitFor();
    await page.getByRole("button", { name: "End all sessions" }).click();
    await dialogNamed(/^End the sessions/)
      .getByText(/out of 1 browser/)
      .waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "End all sessions" }).click();
    await page.getByText("1 session ended.").waitFor();
    await page.getByText("This user is signed in nowhere.").waitFor();

    await page.getByRole("button", { name: "Disable user" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable user" }).click();
    await page.getByText(`${person.email} is disabled.`).waitFor();
    await page.getByText("Disabled", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Enable user" }).click();
    await page.getByText(`${person.email} is enabled.`).waitFor();

    await page.getByRole("button", { name: "Delete user" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(person.email);
    await page.getByRole("dialog").getByRole("button", { name: "Delete user" }).click();
    await page.getByText(`${person.email} was deleted.`).waitFor();
    await page.getByText(/^No users yet\./).waitFor();
  });

  it("shows what was used and limited, and gives it as CSV (UL-1)", async () => {
    const { page } = window;
    const limits = `${grantry.addresses.api}/projects/${project.id}/limits`;
    expect((await grantry.admin.call("PUT", limits, { clients: 1 })).status).toBe(200);
    await visit("usage?range=24h");
    const row = page.getByRole("row").filter({ hasText: "Limit reached" });
    expect(await row.textContent()).toMatch(/Clients.*1 · 100 %.*Project/);
    const figures = page.getByLabel("Figures");
    await figures.getByText("Tokens issued").waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    await page.getByRole("table", { name: "Tokens, all grants" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("usage-24h.csv");
    const lines = Buffer.concat(await (await download.createReadStream()).toArray())
      .toString("utf8")
      .trim()
      .split("\r\n");
    expect(lines).toHaveLength(25);
    expect(lines[0]).toMatch(/^at,tokens_authorization_code,/);
  });

  it("claims a host name, shows the record that proves it, and gives it up", async () => {
    const { page } = window;
    const hostname = `auth-${project.slug}.example.org`;
    await visit("settings");
    await page.getByLabel("Host name").fill("not a name");
    await page.getByRole("button", { name: "Add custom domain" }).click();
    await page.getByText("Enter a host name such as auth.example.com.").waitFor();
    await page.getByLabel("Host name").fill(hostname);
    await page.getByRole("button", { name: "Add custom domain" }).click();
    await page.getByText(`_grantry-challenge.${hostname}`).waitFor();
    await page.getByRole("button", { name: `Check again: ${hostname}` }).click();
    await page.getByText(`The record of ${hostname} was not found.`).waitFor();
    await page.getByRole("button", { name: `Remove ${hostname}` }).click();
    await dialogNamed(`Remove ${hostname}?`)
      .getByRole("button", { name: "Remove custom domain" })
      .click();
    await page.getByText(`${hostname} was removed.`).waitFor();
    await page.getByText("No custom domain yet.").waitFor();
  });

  it("is deleted, restored as it was, and deleted for good (SE-2)", async () => {
    const { page } = window;
    const remove = async () => {
      await visit("settings");
      await page.getByRole("button", { name: "Delete project" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/: 1 client, 0 users, .* can be restored until/).waitFor();
      await dialog.getByRole("textbox").fill(project.slug);
      await dialog.getByRole("button", { name: "Delete project" }).click();
      await page.getByText("Pages was deleted.").waitFor();
      await window.visit("/workspaces/current/settings");
    };
    const row = page.getByRole("row").filter({ hasText: project.slug });
    await remove();
    await row.getByRole("button", { name: "Restore Pages" }).click();
    await page.getByText("Pages was restored.").waitFor();
    await row.waitFor({ state: "detached" });
    expect(decodeProtectedHeader(await accessToken()).kid).toBeTruthy();

    await remove();
    await row.getByRole("button", { name: "Delete for good: Pages" }).click();
    const purge = dialogNamed("Delete Pages for good?");
    await purge.getByRole("textbox").fill(project.slug);
    await purge.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("Pages was deleted for good.").waitFor();
    await row.waitFor({ state: "detached" });
    expect(window.complaints).toEqual([]);
  });
});
