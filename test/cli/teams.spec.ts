import { ConsoleBrowser } from "../control/console-browser.js";
import { addMember } from "../control/new-member.js";
import { makeSecondWorkspace } from "../control/second-workspace.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { newPerson } from "../support/sign-in.js";
import { openTerminal, row, type Terminal } from "./terminal.js";

describe("a workspace and its people from a terminal (contract §7)", () => {
  let grantry: Grantry;
  let terminal: Terminal;
  let workspace: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
    workspace = (await json<{ id: string }[]>("list", "workspaces"))[0]?.id ?? "";
  });
  afterAll(() => terminal?.close());

  async function json<T>(...words: string[]): Promise<T> {
    const { code, out, err } = await terminal.run([...words, "--format", "json"]);
    expect([code, err]).toEqual([0, expect.not.stringContaining("rror")]);
    return JSON.parse(out) as T;
  }

  it("is shown and renamed; another is made, and none is deleted by mistake", async () => {
    const { name } = await json<{ name: string }>("get", "workspace", workspace);
    const renamed = await terminal.run(["update", "workspace", workspace, "--name", name]);
    expect(row(renamed.out, "NAME")).toBe(name);
    const nameless = await terminal.run(["update", "workspace", workspace]);
    expect([nameless.code, nameless.err.split("\n")[0]]).toEqual([1, "--name is missing."]);
    const made = await json<{ id: string }>("create", "workspace", "--name", "Another");
    const elsewhere = await terminal.run(["get", "workspace", made.id]);
    expect([elsewhere.code, elsewhere.out]).toEqual([1, ""]);
    const browser = new ConsoleBrowser(grantry);
    await browser.signIn(grantry.owner);
    expect((await browser.call("DELETE", `/workspaces/${made.id}`)).status).toBe(204);
    const kept = await terminal.run(["delete", "workspace", workspace], { input: "y\n" });
    expect([kept.code, kept.err]).toEqual([
      1,
      expect.stringContaining("The first workspace belongs to the installation."),
    ]);
    const inUse = await terminal.run(["delete", "workspace", workspace, "--yes"]);
    expect([inUse.code, inUse.out]).toEqual([1, ""]);
  });

  it("is handed on: told before, asked, done", async () => {
    const { id, token } = await makeSecondWorkspace(grantry);
    const heir = await addMember(grantry, id, "viewer");
    const theirs = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: token });
    try {
      const words = ["transfer", "workspace", id, "--to", heir.email, "--former-role", "support"];
      const told = await theirs.run([...words, "--dry-run"]);
      expect(told.out).toContain(`${heir.email} gains`);
      expect(told.err).toContain("Dry run: nothing was changed.");
      const kept = await theirs.run(words, { input: "n\n" });
      expect([kept.code, kept.err]).toEqual([1, expect.stringContaining("Nothing was changed.")]);
      const done = await theirs.run(words, { input: "y\n" });
      expect([done.code, done.err]).toEqual([
        0,
        expect.stringContaining(`${heir.email} is an owner`),
      ]);
      expect(done.out).toMatch(new RegExp(`${heir.email}\\t+.*Owner`));
      expect((await theirs.run([...words, "--yes"])).code).toBe(1);
    } finally {
      theirs.close();
    }
  });

  it("has roles, and members who are invited and removed", async () => {
    const roles = await terminal.run(["list", "roles"]);
    expect(roles.out).toMatch(/^developer\t+Developer\t/m);
    const { email } = newPerson();
    const invited = await terminal.run(["invite", "member", email, "--role", "support"]);
    expect(row(invited.out, "ROLE")).toBe("Support");
    const unknown = await terminal.run(["invite", "member", email, "--role", "boss"]);
    expect([unknown.code, unknown.err.split("\n")[0]]).toEqual([
      1,
      "--role: the workspace has no role boss.",
    ]);
    const rehearsed = await terminal.run(["remove", "member", grantry.owner.email, "--dry-run"]);
    expect([rehearsed.code, rehearsed.err]).toEqual([
      1,
      expect.stringContaining("A workspace needs an owner."),
    ]);
    const members = await terminal.run(["list", "members"]);
    expect(members.out).toContain(grantry.owner.email);
    expect(members.out).not.toContain(email);
    const last = await terminal.run(["remove", "member", grantry.owner.email]);
    expect([last.code, last.err]).toEqual([
      1,
      expect.stringContaining("A workspace needs an owner."),
    ]);
    const nobody = await terminal.run(["remove", "member", email]);
    expect([nobody.code, nobody.err.split("\n")[0]]).toEqual([
      1,
      `The workspace has no member ${email}.`,
    ]);
  });

  it("has service accounts", async () => {
    const name = `deploy ${Math.random()}`;
    const words = ["create", "service-account", "--name", name];
    expect((await terminal.run(words)).err).toContain("--role is missing.");
    const made = await terminal.run([...words, "--role", "developer"]);
    expect(row(made.out, "ROLE")).toBe("Developer");
    expect((await terminal.run(["list", "service-accounts"])).out).toContain(name);
    const token = ["create", "personal-access-token", "--name", "ci", "--permission"];
    const its = await terminal.run([...token, "clients:read", "--service-account", name]);
    expect(row(its.out, "OWNER")).toBe(name);
    const nobody = await terminal.run([...token, "clients:read", "--service-account", "nobody"]);
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining("service account")]);
  });
});
