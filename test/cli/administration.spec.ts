import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { openTerminal, row, type Terminal } from "./terminal.js";

describe("projects and clients from a terminal", () => {
  let grantry: Grantry;
  let terminal: Terminal;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
    await terminal.run(["create", "project", "--name", "First", "--use-project"]);
  });
  afterAll(() => terminal?.close());

  async function createProject(name: string): Promise<{ id: string; slug: string }> {
    const { out } = await terminal.run(["create", "project", "-n", name, "--format", "json"]);
    return JSON.parse(out);
  }

  it("names a project by id, slug or the beginning of its slug", async () => {
    const { id, slug } = await createProject("Named");
    for (const name of [id, slug, slug.slice(0, -4)]) {
      const { out } = await terminal.run(["get", "project", name, "-q"]);
      expect(out).toBe(`${id}\n`);
    }
    const byVariable = await terminal.run(["get", "project", "-q"], {
      env: { GRANTRY_PROJECT: slug },
    });
    expect(byVariable.out).toBe(`${id}\n`);
  });

  it("selects a project for later commands, and forgets a deleted one", async () => {
    const { id } = await createProject("Selected");
    await terminal.run(["use", "project", id]);
    expect((await terminal.run(["get", "project", "-q"])).out).toBe(`${id}\n`);
    const refused = await terminal.run(["delete", "project", id], { input: "n\n" });
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(
      /^! Every endpoint stops .*\nDelete project Selected \(.*\[y\/N\]: Nothing was deleted\./,
    );
    const told = await terminal.run(["delete", "project", id, "--dry-run", "--format", "json"]);
    expect(JSON.parse(told.out)).toMatchObject({
      dry_run: true,
      effects: [{ code: "project_deleted", counts: { clients: 0 } }],
    });
    const deleted = await terminal.run(["delete", "project", id, "--yes", "-q"]);
    expect(deleted).toMatchObject({ code: 0, out: `${id}\n` });
    const after = await terminal.run(["get", "project"]);
    expect(after.code).toBe(1);
    expect(after.err).toContain("No project is chosen.");
    const { slug } = await createProject("Next");
    await terminal.run(["use", "project", slug]);
  });

  it("gives a project another name, and one a workspace of its own", async () => {
    const { id } = await createProject("Before");
    const renamed = await terminal.run(["update", "project", id, "--name", "After"]);
    expect(row(renamed.out, "NAME")).toBe("After");
    const empty = await terminal.run(["update", "project", id]);
    expect([empty.code, empty.err]).toEqual([1, expect.stringContaining("nothing to change")]);
    const both = ["create", "project", "-n", "x", "--create-workspace", "y", "--workspace", "z"];
    expect((await terminal.run(both)).err).toContain("exclude each other");
  });

  it("imports, lists, shows and deletes users", async () => {
    const email = `cli-${Math.random()}@example.com`;
    const file = join(terminal.home, "users.json");
    writeFileSync(file, JSON.stringify([{ schema_id: "preset://email", traits: { email } }]));
    const made = await terminal.run(["import", "identities", file, "-q"]);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    const id = made.out.trim();
    const listed = await terminal.run(["list", "identities", "--identifier", email, "-q"]);
    expect(listed.out.split("\n")[0]).toBe(id);
    const shown = await terminal.run(["get", "identity", id, "--format", "jsonpath=traits.email"]);
    expect(shown.out).toBe(`"${email}"\n`);
    const deleted = await terminal.run(["delete", "identity", id, "nobody", "-q"]);
    expect([deleted.code, deleted.out]).toEqual([1, `${id}\n`]);
    expect((await terminal.run(["get", "identity", id])).code).toBe(1);
  });

  it("keeps the configuration of every service", async () => {
    const { id } = await createProject("Services");
    const words = ["patch", "identity-config", id, "--add", '/session={"lifespan":"1h"}'];
    const patched = await terminal.run(words);
    expect([patched.code, patched.err]).toEqual([0, expect.stringContaining("no effect")]);
    const shown = await terminal.run(["get", "identity-config", id, "--format", "json"]);
    expect(JSON.parse(shown.out)).toEqual({ session: { lifespan: "1h" } });
    expect((await terminal.run(["get", "permission-config", id])).out).toBe("{}\n");
  });

  it("tells where a hosted page is, without a browser", async () => {
    const { id, slug } = await createProject("Pages");
    const { out } = await terminal.run(["open", "ax", "registration", "--project", id, "-q"]);
    expect(out).toBe(`${grantry.addresses.issuer(slug)}/ui/registration\n`);
    expect((await terminal.run(["open", "ax", "nowhere", "--project", id])).code).toBe(1);
  });

  it("lists a deleted project and brings it back", async () => {
    const { id, slug } = await createProject("Back again");
    await terminal.run(["delete", "project", id, "--yes"]);
    const listed = await terminal.run(["list", "deleted-projects", "--format", "json"]);
    expect(JSON.parse(listed.out)).toContainEqual(expect.objectContaining({ id, slug }));
    const restored = await terminal.run(["restore", "project", slug, "-q"]);
    expect(restored).toMatchObject({ code: 0, out: `${id}\n` });
    expect((await terminal.run(["get", "project", id, "-q"])).out).toBe(`${id}\n`);
    const again = await terminal.run(["restore", "project", slug]);
    expect(again.code).toBe(1);
    expect(again.err).toContain("deleted project");
  });

  it("shows what a project and its workspace used, and how much they may", async () => {
    const { id } = await createProject("Counted");
    const { out } = await terminal.run(["get", "usage", "--project", id]);
    expect([row(out, "ID"), row(out, "CLIENTS")]).toEqual([id, "0"]);
    expect(row(out, "LIMIT CLIENTS")).toBe("0, no limit");
    const workspace = (await terminal.run(["list", "workspaces", "-q"])).out.split("\n")[0] ?? "";
    const whole = await terminal.run(["get", "usage", "--workspace", workspace]);
    expect(row(whole.out, "ID")).toBe(workspace);
    expect(row(whole.out, "LIMIT PROJECTS")).toMatch(/^\d+, no limit$/);
    const wrong = await terminal.run(["get", "usage", "--project", id, "--granularity", "year"]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("Use hour or day.");
  });

  it.each([
    ["list", "projects"],
    ["list", "project"],
    ["ls", "projects"],
  ])("lists projects with %s %s", async (verb, noun) => {
    const { code, out } = await terminal.run([verb, noun]);
    expect(code).toBe(0);
    expect(out.split("\n")[0]?.split(/\t+/)).toEqual([
      "ID",
      "NAME",
      "ENVIRONMENT",
      "WORKSPACE",
      "SLUG",
      "STATE",
      "",
    ]);
  });

  it("asks for the name of a project that has none", async () => {
    const { code, out, err } = await terminal.run(["create", "project"], { input: "Asked\n" });
    expect(code).toBe(0);
    expect(err).toMatch(/^Enter a name for your project: /);
    expect(row(out, "NAME")).toBe("Asked");
    expect((await terminal.run(["create", "project", "-q"])).code).toBe(1);
  });

  it("changes only what the flags of update name", async () => {
    const flags = [
      "--name",
      "before",
      "--owner",
      "team",
      "--redirect-uri",
      "https://a.example/cb,https://b.example/cb",
    ];
    const created = JSON.parse(
      (await terminal.run(["create", "oauth2-client", ...flags, "--format", "json"])).out,
    );
    const id: string = created.client_id;
    const updated = await terminal.run([
      "update",
      "oauth2-client",
      id,
      "--name",
      "after",
      "--skip-consent=true",
      "--format",
      "json",
    ]);
    expect(updated.code).toBe(0);
    const shown = JSON.parse(
      (await terminal.run(["get", "oauth2-client", id, "--format", "json"])).out,
    );
    const {
      client_secret: secret,
      updated_at: _updated,
      registration_access_token: _token,
      registration_client_uri: _uri,
      ...before
    } = created;
    expect(shown).toMatchObject({
      ...before,
      client_name: "after",
      skip_consent: true,
      updated_at: expect.any(String),
    });
    const credentials = ["--client-id", id, "--client-secret", secret];
    await terminal.run(["update", "oauth2-client", id, "--grant-type", "client_credentials"]);
    expect((await terminal.run(["perform", "client-credentials", ...credentials])).code).toBe(0);
  });

  it("lists clients in pages", async () => {
    const { slug } = await createProject("Pages");
    const inProject = ["--project", slug];
    for (const name of ["a", "b", "c"])
      await terminal.run(["create", "oauth2-client", "--name", name, ...inProject]);
    const first = JSON.parse(
      (
        await terminal.run([
          "list",
          "oauth2-clients",
          "--page-size",
          "2",
          "--format",
          "json",
          ...inProject,
        ])
      ).out,
    );
    expect(first).toMatchObject({ items: expect.any(Array), is_last_page: false });
    const rest = await terminal.run([
      "list",
      "oauth2-clients",
      "--page-size",
      "2",
      "--page-token",
      first.next_page_token,
      ...inProject,
    ]);
    expect(first.items).toHaveLength(2);
    expect(rest.out).toMatch(/\n\nNEXT PAGE TOKEN\t\nIS LAST PAGE\ttrue\n$/);
    const ids = await terminal.run(["list", "clients", "-q", ...inProject]);
    expect(ids.out.trim().split("\n")).toHaveLength(3);
  });

  it("deletes the clients it can and reports the others", async () => {
    const id = (await terminal.run(["create", "oauth2-client", "-q"])).out.trim();
    const { code, out, err } = await terminal.run([
      "delete",
      "oauth2-client",
      id,
      "no-such-client",
    ]);
    expect(code).toBe(1);
    expect(out).toBe(`ID\t${id}\t\n`);
    expect(err).toMatch(/^no-such-client: .*\n.*\nRequest ID: \S+\n$/);
  });

  it("shows no secret of a client without one", async () => {
    const { out } = await terminal.run([
      "create",
      "oauth2-client",
      "--token-endpoint-auth-method",
      "none",
    ]);
    expect(row(out, "CLIENT SECRET")).toBe("");
  });

  it("revokes a token as its client", async () => {
    const created = await terminal.run([
      "create",
      "oauth2-client",
      "--grant-type",
      "client_credentials",
    ]);
    const client = [
      "--client-id",
      row(created.out, "CLIENT ID"),
      "--client-secret",
      row(created.out, "CLIENT SECRET"),
    ];
    const token = (
      await terminal.run(["perform", "client-credentials", ...client, "-q"])
    ).out.trim();
    const revoked = await terminal.run(["revoke", "token", token, ...client]);
    expect(revoked).toMatchObject({ code: 0, out: `ID\t${token}\t\n` });
    const { code, out } = await terminal.run(["introspect", "token", token]);
    expect(code).toBe(0);
    expect(row(out, "ACTIVE")).toBe("false");
    expect(row(out, "EXPIRY")).toBe("1970-01-01 00:00:00 +0000 UTC");
  });

  it("makes a token offline, in the form that starts an installation", async () => {
    const { code, out } = await terminal.run(["token", "generate"], {
      env: { GRANTRY_URL: "http://127.0.0.1:9", GRANTRY_PAT: undefined },
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^gry_pat_[0-9A-Za-z]{49}\n$/);
    expect(existsSync(terminal.settingsPath)).toBe(true);
  });
});
