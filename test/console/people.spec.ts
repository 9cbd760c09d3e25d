import type { Browser } from "playwright-core";
import type { Mail, Mailbox, Member } from "@grantry/contracts";
import { eventually } from "../jobs/eventually.js";
import type { CreatedProject } from "../support/admin-client.js";
import { launchChromium } from "../support/chromium.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { newPerson } from "../support/sign-in.js";
import { ControlApi } from "../control/control-api.js";
import { ConsoleWindow } from "./console-window.js";

describe("people of a workspace, in the console (console §2.2, §6.16)", () => {
  const person = { ...newPerson(), name: `Ada ${Math.random().toString(36).slice(2)}` };
  let browser: Browser;
  let grantry: Grantry;
  let api: ControlApi;
  let owner: ConsoleWindow;
  let theirs: ConsoleWindow;
  let project: CreatedProject;
  let other: CreatedProject;

  beforeAll(async () => {
    [browser, grantry] = await Promise.all([launchChromium(), sharedGrantry()]);
    api = new ControlApi(grantry.addresses.api, grantry.token);
    project = await grantry.admin.createProject("People");
    other = await grantry.admin.createProject("Other people");
    owner = await ConsoleWindow.open(grantry, browser);
    theirs = await ConsoleWindow.open(grantry, browser);
    await owner.signIn("/workspaces/current/members");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  const memberId = async () => {
    const members = await api.call<Member[]>("GET", "/members");
    return members.body.find(({ email }) => email === person.email)?.id ?? "";
  };
  const giveProjectRole = async (role: string) => {
    const path = `/projects/${project.id}/members/${await memberId()}/role`;
    expect((await api.call("PUT", path, { role })).status).toBe(204);
  };
  const mayCreateClientsIn = async ({ slug }: CreatedProject) => {
    await theirs.visit(`/projects/${slug}/clients`);
    return (
      (await theirs.page.locator("main").getByRole("link", { name: "Create client" }).count()) > 0
    );
  };

  it("invites by address, and says what is wrong with one", async () => {
    const { page } = owner;
    await page.getByRole("button", { name: "Invite members" }).click();
    const dialog = page.getByRole("dialog", { name: "Invite members" });
    await dialog.getByLabel("Email addresses").fill("nobody");
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await dialog.getByText(/nobody is not an email address/).waitFor();
    await dialog.getByLabel("Email addresses").fill(person.email);
    await dialog.getByLabel("Role").selectOption({ label: "Viewer" });
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await page.getByText("1 invitation sent.").waitFor();
    await page.getByRole("link", { name: "Invitations" }).click();
    const row = page.getByRole("row").filter({ hasText: person.email });
    expect(await row.textContent()).toMatch(/Viewer.*Pending/);
  });

  it("is joined by the one who was invited, through a mail and a new account", async () => {
    const box = await eventually(async () => {
      const search = `/mailbox?search=${encodeURIComponent(person.email)}`;
      const found = await api.call<Mailbox>("GET", search);
      expect(found.body.mails).not.toEqual([]);
      return found.body.mails;
    });
    const mail = await api.call<Mail>("GET", `/mailbox/${box[0]?.id}`);
    const [, code] = /\/invitations\/([\w-]+)/.exec(mail.body.text) ?? [];
    const { page } = theirs;
    await page.goto(`${grantry.addresses.console}/invitations/${code}`);
    await page.getByRole("link", { name: `Sign in as ${person.email}` }).click();
    await theirs.signUp(person);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    await theirs.visit("/workspaces/current/members");
    expect(await page.getByRole("button", { name: "Invite members" }).count()).toBe(0);
  });

  it("shows in a project what the role there allows: wider than the workspace's", async () => {
    expect(await mayCreateClientsIn(project)).toBe(false);
    await giveProjectRole("developer");
    expect(await mayCreateClientsIn(project)).toBe(true);
    expect(await mayCreateClientsIn(other)).toBe(false);
    await theirs.visit(`/projects/${project.slug}/configuration/lifetimes`);
    expect(await theirs.page.getByLabel("Access token", { exact: true }).isEditable()).toBe(true);
    await theirs.visit(`/projects/${other.slug}/configuration/lifetimes`);
    const note = "You need config:write to change this.";
    expect(await theirs.page.locator("main").textContent()).toContain(note);
    expect(await theirs.page.getByLabel("Access token", { exact: true }).isEditable()).toBe(false);
    const navigation = theirs.page.getByRole("navigation", { name: "Project", exact: true });
    expect(await navigation.getByRole("link").allTextContents()).toEqual(
      expect.arrayContaining(["Clients", "Users", "Signing keys", "Usage"]),
    );
  });

  it("shows in a project what the role there allows: narrower than the workspace's", async () => {
    const { page } = owner;
    await owner.visit("/workspaces/current/members");
    await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
    await page.getByRole("menuitem", { name: "Change role" }).click();
    const dialog = page.getByRole("dialog", { name: `Role of ${person.name}` });
    await dialog.getByLabel("Role").selectOption({ label: "Developer" });
    await dialog.getByText("Gains", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Save role" }).click();
    await page.getByText(`${person.name} is now Developer.`).waitFor();

    await giveProjectRole("support");
    expect(await mayCreateClientsIn(other)).toBe(true);
    expect(await mayCreateClientsIn(project)).toBe(false);
    const navigation = theirs.page.getByRole("navigation", { name: "Project", exact: true });
    const links = await navigation.getByRole("link").allTextContents();
    expect(links).toEqual(["Overview", "Clients", "Logs", "Users", "Settings"]);
    for (const path of ["clients/new", "configuration/lifetimes", "keys", "usage", "jobs"]) {
      await theirs.visit(`/projects/${project.slug}/${path}`);
      await theirs.page
        .getByRole("heading", { level: 1, name: "You may not open this page" })
        .waitFor();
    }
    await theirs.visit(`/projects/${project.slug}/settings`);
    const main = await theirs.page.locator("main").textContent();
    expect(main).toContain("You need project:write to change this.");
    expect(main).not.toContain("Delete project");
  });

  it("makes a custom role of a built-in one, changes it and deletes it", async () => {
    const { page } = owner;
    const name = `Watcher ${Math.random().toString(36).slice(2)}`;
    await owner.visit("/workspaces/current/roles/new?based_on=viewer");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("radio", { name: "Clients, Write" }).check();
    await page.locator("main").getByRole("button", { name: "Create role" }).click();
    await page.getByText(`${name} was created.`).waitFor();
    await page.getByRole("link", { name }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByRole("radio", { name: "Clients, None" }).check();
    await page.getByRole("button", { name: "Save role" }).click();
    await page.getByText(`${name} was saved.`).waitFor();
    await page.getByRole("link", { name }).click();
    await page.getByRole("button", { name: "Delete role" }).click();
    const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
    await dialog.getByText("Nobody has this role.").waitFor();
    await dialog.getByRole("button", { name: "Delete role" }).click();
    await page.getByText(`${name} was deleted.`).waitFor();
  });

  it("makes, changes and deletes a service account", async () => {
    const { page } = owner;
    const name = `ci-${Math.random().toString(36).slice(2)}`;
    await owner.visit("/workspaces/current/members?tab=service-accounts");
    await page.getByRole("button", { name: "Create service account" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Create service account" }).click();
    await dialog.getByText("Enter a name.").waitFor();
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Create service account" }).click();
    await page.getByText(`${name} was created.`).waitFor();
    const row = page.getByRole("row").filter({ hasText: name });
    expect(await row.textContent()).toContain("Developer");

    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Change service account" }).click();
    await page.getByRole("dialog").getByLabel("Role").selectOption({ label: "Viewer" });
    await page.getByRole("button", { name: "Save service account" }).click();
    await page.getByText(`${name} was changed.`).waitFor();
    await row.filter({ hasText: "Viewer" }).waitFor();

    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Delete service account" }).click();
    await page.getByText("Ends 0 personal access tokens now.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete service account" }).click();
    await page.getByText(`${name} was deleted.`).waitFor();
    await row.waitFor({ state: "detached" });
  });

  it("removes a member, who is out at once (ME-1)", async () => {
    const { page } = owner;
    await owner.visit("/workspaces/current/members");
    await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
    await page.getByRole("menuitem", { name: "Remove member" }).click();
    const dialog = page.getByRole("dialog", { name: `Remove ${person.name}?` });
    await dialog.getByText("Ends 1 session and 0 personal access tokens now.").waitFor();
    await dialog.getByRole("button", { name: "Remove member" }).click();
    await page.getByText(`${person.name} was removed.`).waitFor();
    await page.getByText(person.email).waitFor({ state: "detached" });
    const answer = await theirs.page.evaluate(async () => (await fetch("/api/projects")).status);
    expect([401, 403]).toContain(answer);
    expect([...owner.complaints, ...theirs.complaints]).toEqual([]);
  });
});
