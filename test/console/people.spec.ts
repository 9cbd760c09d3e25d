import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { expectJson } from "../support/admin-client.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { newPerson } from "../support/sign-in.js";
import { ConsoleWindow } from "./console-window.js";

const members = "/workspaces/current/members";
const roles = "/workspaces/current/roles";

describe("people and what they may do, in the console (console §6.15 to §6.17)", () => {
  let browser: Browser;
  let grantry: Grantry;
  let owner: ConsoleWindow;

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    owner = await ConsoleWindow.open(grantry, browser);
    await owner.signIn();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  /** The link in the newest mail to an address. */
  const linkFor = async (address: string): Promise<string> => {
    const box = `${grantry.addresses.api}/mailbox`;
    const { mails } = await expectJson<{ mails: { id: string }[] }>(
      await grantry.admin.call("GET", `${box}?search=${encodeURIComponent(address)}`),
      200,
    );
    const mail = await expectJson<{ text: string }>(
      await grantry.admin.call("GET", `${box}/${mails[0]?.id}`),
      200,
    );
    return /https?:\/\/\S+\/invitations\/[\w-]+/.exec(mail.text)?.[0] ?? "";
  };

  it("invites by mail; whoever accepts is a member with that role", async () => {
    const person = newPerson();
    const { page } = owner;
    await owner.visit(members);
    await page.getByRole("button", { name: "Invite members" }).click();
    const dialog = page.getByRole("dialog", { name: "Invite members" });
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await dialog.getByText("Enter an email address.").waitFor();
    await dialog.getByLabel("Email addresses").fill(person.email);
    await dialog.getByLabel("Role").selectOption("viewer");
    expect(await owner.accessibilityFindings()).toEqual([]);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await page.getByText("1 invitation sent.").waitFor();

    const link = new URL(await linkFor(person.email));
    const invited = await ConsoleWindow.open(grantry, browser);
    await invited.visit(link.pathname);
    expect(await invited.accessibilityFindings()).toEqual([]);
    await invited.page.getByRole("link", { name: `Sign in as ${person.email}` }).click();
    await invited.signUp(person);
    await invited.page.getByRole("button", { name: "Accept" }).click();
    await invited.page.waitForURL((url) => url.pathname.endsWith("/projects"));
    await invited.visit(roles);
    expect(await invited.page.getByRole("link", { name: "Create role" }).count()).toBe(0);
    await invited.visit("/workspaces/current/audit");
    await invited.page.getByText("You need audit:read to open this page.").waitFor();
    expect(invited.complaints).toEqual([]);

    await owner.visit(members);
    await page.getByRole("button", { name: `Actions for ${person.email}` }).click();
    await page.getByRole("menuitem", { name: "Remove member" }).click();
    const removal = page.getByRole("dialog");
    await removal.getByText("Ends 1 session and 0 personal access tokens now.").waitFor();
    await removal.getByRole("button", { name: "Remove member" }).click();
    await page.getByText(`${person.email} was removed.`).waitFor();
    await invited.page.goto(`${grantry.addresses.console}/projects`);
    await invited.page.waitForURL((url) => url.pathname.startsWith("/p/"));
    await invited.close();
  }, 60_000);

  it("makes a custom role as a copy of a built-in one", async () => {
    const { page } = owner;
    await owner.visit(`${roles}/support`);
    await page.getByRole("link", { name: "Duplicate" }).click();
    await page.getByLabel("Name").fill("Night shift");
    await page.getByRole("radio", { name: "Users, Read" }).check();
    await page.getByRole("button", { name: "Create role" }).click();
    await page.getByRole("link", { name: "Night shift" }).click();
    await page.getByRole("heading", { level: 1, name: "Night shift" }).waitFor();
    expect(await page.getByRole("radio", { name: "Users, Read" }).isChecked()).toBe(true);
    expect(await owner.accessibilityFindings()).toEqual([]);
    await page.getByRole("button", { name: "Delete role" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete role" }).click();
    await page.getByText("Night shift was deleted.").waitFor();
  }, 30_000);

  it("rolls a personal access token; both values work until the overlap ends", async () => {
    const { page } = owner;
    const works = async (value: string) => {
      const headers = { authorization: `Bearer ${value}` };
      return (await grantry.fetch(`${grantry.addresses.api}/whoami`, { headers })).status;
    };
    await owner.visit("/workspaces/current/personal-access-tokens/new?template=read&name=roll-me");
    await page
      .locator("main")
      .getByRole("button", { name: "Create personal access token" })
      .click();
    const shown = page.getByRole("dialog", { name: "Store this secret now" });
    const first = await shown.getByLabel("Personal access token", { exact: true }).inputValue();
    await shown.getByLabel("I have stored it").check();
    await shown.getByRole("button", { name: "Done" }).click();

    await page.getByRole("link", { name: "roll-me" }).click();
    await page.getByRole("button", { name: "Roll token" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Roll token" }).click();
    const second = await shown.getByLabel("Personal access token", { exact: true }).inputValue();
    await shown.getByLabel("I have stored it").check();
    await shown.getByRole("button", { name: "Done" }).click();
    expect([await works(first), await works(second)]).toEqual([200, 200]);

    await page.getByRole("button", { name: "End overlap" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End overlap" }).click();
    await page.getByText("The old value no longer works.").waitFor();
    expect([await works(first), await works(second)]).toEqual([401, 200]);
    expect(await owner.accessibilityFindings()).toEqual([]);
  }, 30_000);

  it("shows who did what, and that the chain is intact", async () => {
    const { page } = owner;
    await owner.visit("/workspaces/current/audit");
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByText(/^[\d,]+ events verified\. Head [0-9a-f]{12}…$/).waitFor();
    await page.getByLabel("Action").fill("role.create");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Details of role.create" }).first().click();
    await page.getByRole("dialog").getByText("Night shift").first().waitFor();
    expect(await owner.accessibilityFindings()).toEqual([]);
    expect(owner.complaints).toEqual([]);
  }, 30_000);
});
