import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { openTerminal, type Terminal } from "./terminal.js";

const FILE = {
  version: 1,
  project: { name: "From a file" },
  configuration: { oauth2: { ttl: { access_token: "30m0s" } } },
  clients: [
    { client_id: "web", client_name: "Web", redirect_uris: ["https://app.example/callback"] },
  ],
};

describe("configuration from a terminal (contract §7)", () => {
  let grantry: Grantry;
  let terminal: Terminal;
  let folder: string;
  let project: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    folder = await mkdtemp(join(tmpdir(), "grantry files "));
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
  });
  beforeEach(async () => {
    const created = await terminal.run(["create", "project", "-n", "Terminal", "-q"]);
    project = created.out.trim();
  });
  afterAll(async () => {
    terminal?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...words: string[]) => terminal.run([...words, "--project", project]);
  async function write(name: string, content: unknown): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, stringify(content));
    return path;
  }

  it("shows a plan, exits with 2 when asked to, and applies it", async () => {
    const file = await write("project.yaml", FILE);
    const planned = await run("plan", "-f", file);
    expect(planned.code).toBe(0);
    expect(planned.out).toContain("+ client web (Web)");
    expect(planned.out).toContain("    name: Terminal → From a file");
    expect(planned.out).toContain("    oauth2/ttl/access_token: 30m0s");
    expect(planned.err).toContain("Access tokens issued from now on end after 30 minutes");
    expect(planned.err).toContain("Plan: 1 to create, 2 to update, 0 to delete.");
    expect((await run("plan", "-f", file, "--detailed-exitcode")).code).toBe(2);
    const refused = await terminal.run(["apply", "-f", file, "--project", project], {
      input: "n\n",
    });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("Nothing was changed.");
    const rehearsed = await run("apply", "-f", file, "--dry-run");
    expect([rehearsed.code, rehearsed.out]).toEqual([0, planned.out]);
    const secrets = join(folder, "secrets.json");
    const applied = await run("apply", "-f", file, "--yes", "--secrets-file", secrets);
    expect(applied.code).toBe(0);
    const [issued] = JSON.parse(await readFile(secrets, "utf8"));
    expect(issued).toMatchObject({ section: "clients", id: "web" });
    expect((await stat(secrets)).mode & 0o777).toBe(0o600);
    expect(applied.out + applied.err).not.toContain(issued.secret);
    const again = await run("plan", "-f", file, "--detailed-exitcode");
    expect(again).toMatchObject({ code: 0, out: "", err: "Nothing to change.\n" });
  });

  it("tells what was changed beside the file", async () => {
    const file = await write("drift.yaml", FILE);
    await run("apply", "-f", file, "--yes");
    await run("patch", "oauth2-config", "--replace", '/ttl/access_token="50m0s"');
    const planned = await run("plan", "-f", file);
    expect(planned.err).toContain("Changed outside of the file since");
    expect(planned.out).toContain("oauth2/ttl/access_token: 50m0s → 30m0s");
  });

  it("says what is wrong with a file", async () => {
    const wrong = await write("wrong.yaml", { ...FILE, clientss: [] });
    const planned = await run("plan", "-f", wrong);
    expect(planned.code).toBe(1);
    expect(planned.err).toContain("There is no clientss here.");
    expect((await run("plan", "-f", join(folder, "absent.yaml"))).err).toContain("cannot be read");
  });

  it("writes a project down and makes another one of it", async () => {
    const salt = "a salt that nobody reads";
    const robot = `robot ${project}`;
    await terminal.run(["create", "service-account", "--name", robot, "--role", "viewer"]);
    const source = {
      ...FILE,
      configuration: {
        cors_public: { enabled: true, origins: ["https://app.example"] },
        oauth2: {
          ...FILE.configuration.oauth2,
          oidc: { subject_identifiers: { pairwise: { salt } } },
        },
      },
      branding: { registration_enabled: false },
      event_streams: [{ https_endpoint: "https://example.com/events", types: ["client.created"] }],
      roles: [{ service_account: robot, role: "support" }],
    };
    const secrets = join(folder, "issued.json");
    const flags = ["--yes", "--secrets-file", secrets];
    const applied = await run("apply", "-f", await write("source.yaml", source), ...flags);
    expect(applied.code).toBe(0);
    const { out } = await terminal.run(["export", "project", project]);
    const { configuration, ...rest } = parse(out);
    const { configuration: _, ...wanted } = source;
    expect(rest).toMatchObject(wanted);
    expect(configuration).toMatchObject(FILE.configuration);
    const issued = JSON.parse(await readFile(secrets, "utf8")) as { secret: string }[];
    for (const secret of [salt, ...issued.map((each) => each.secret)]) {
      expect(out + applied.out + applied.err).not.toContain(secret);
    }
    const file = join(folder, "copy.yaml");
    await writeFile(file, out);
    const copy = await terminal.run(["import", "project", "-f", file, "-n", "A copy", "-q"]);
    expect(copy.code).toBe(0);
    const again = await terminal.run(["export", "project", copy.out.trim()]);
    expect(parse(again.out)).toEqual({
      ...parse(out),
      project: { ...parse(out).project, name: "A copy" },
    });
    const bad = await write("bad.yaml", {
      ...FILE,
      clients: [{ client_id: "x", redirect_uris: ["no"] }],
    });
    const refused = ["import", "project", "-f", bad, "-n", "A refused copy"];
    expect((await terminal.run(refused)).code).toBe(1);
    expect((await terminal.run(["list", "projects"])).out).not.toContain("A refused copy");
  });

  it("changes single values of a configuration, or rehearses it", async () => {
    const flags = ["--replace", '/ttl/access_token="2h0m0s"', "--note", "Für später"];
    const rehearsed = await run("patch", "oauth2-config", ...flags, "--dry-run");
    expect(rehearsed.out).toBe("    services/oauth2/config/ttl/access_token: 2h0m0s\n");
    const patched = await run("patch", "oauth2-config", ...flags);
    expect(parse(patched.out)).toEqual({ ttl: { access_token: "2h0m0s" } });
    expect(patched.err).toContain("Project updated successfully!");
    const shown = await terminal.run(["get", "oauth2-config", project, "--format", "json"]);
    expect(JSON.parse(shown.out)).toEqual({ ttl: { access_token: "2h0m0s" } });
    const listed = await run("list", "revisions", "--format", "json");
    expect(JSON.parse(listed.out)).toMatchObject([
      { number: 2, note: "Für später" },
      { number: 1 },
    ]);
    const changed = await run("get", "revision", "2");
    expect(changed.out).toBe("    services/oauth2/config/ttl/access_token: 2h0m0s\n");
    const restored = await run("restore", "revision", "1");
    expect(restored.out).toBe("    services/oauth2/config/ttl/access_token: 2h0m0s removed\n");
    const unquoted = await run("patch", "oauth2-config", "--replace", "/ttl/access_token=2h");
    expect(unquoted.err).toContain("Texts need quotes of their own");
  });

  it("replaces a configuration and a project by a file", async () => {
    const config = await write("config.yaml", { ttl: { id_token: "2h0m0s" } });
    const updated = await run("update", "oauth2-config", "-f", config);
    expect(parse(updated.out)).toEqual({ ttl: { id_token: "2h0m0s" } });
    const shown = JSON.parse(
      (await terminal.run(["get", "project", project, "--format", "json"])).out,
    );
    const file = await write("whole.yaml", { ...shown, name: "By file" });
    const stale = "00000000-0000-4000-8000-000000000000";
    const refused = await terminal.run([
      "update",
      "project",
      project,
      "-f",
      file,
      "--revision",
      stale,
    ]);
    expect(refused.code).toBe(1);
    const replaced = await terminal.run(["update", "project", project, "-f", file]);
    expect(replaced.out).toContain("By file");
    const renamed = await terminal.run([
      "patch",
      "project",
      project,
      "--replace",
      '/name="By flag"',
      "-q",
    ]);
    expect(renamed).toMatchObject({ code: 0, out: `${project}\n` });
  });

  it("imports lists of clients", async () => {
    const list = await write("clients.json", [
      { client_id: "one", client_name: "One", created_at: "2020-01-01T00:00:00Z" },
      { client_id: "two", client_name: "Two" },
    ]);
    const imported = await run("import", "oauth2-client", list, "-q");
    expect(imported).toMatchObject({ code: 0, out: "one\ntwo\n" });
    const again = await run("import", "oauth2-client", list, "-q");
    expect(again.code).toBe(1);
    expect(again.err).toContain("clients.json [0]");
  });
});
