import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { consent, insideOf, newPerson, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { openTerminal, row, type Terminal } from "./terminal.js";

let grantry: Grantry;
let terminal: Terminal;

beforeAll(async () => {
  grantry = await sharedGrantry();
  terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
  await terminal.run(["create", "project", "--name", "Keys and tokens", "--use-project"]);
});
afterAll(() => terminal?.close());

async function json<T>(...words: string[]): Promise<T> {
  const { code, out, err } = await terminal.run([...words, "--format", "json"]);
  expect([code, err.includes("rror")]).toEqual([0, false]);
  return JSON.parse(out) as T;
}

describe("keys from a terminal (RFC 7517)", () => {
  it("are made, shown without their private members, and deleted with their set", async () => {
    const made = await terminal.run(["create", "jwk", "invoices", "first", "--alg", "ES256"]);
    expect(made.out).toBe("SET ID\t\tKEY ID\tALGORITHM\tUSE\t\ninvoices\tfirst\tES256\t\tsig\t\n");
    type Shown = { keys: Record<string, string>[] };
    const shown = await json<Shown>("get", "jwk", "invoices", "first", "--public");
    expect(shown.keys).toEqual([expect.objectContaining({ kid: "first", crv: "P-256" })]);
    expect(shown.keys[0]).not.toHaveProperty("d");
    const deleted = await terminal.run(["delete", "jwk", "invoices", "-q"]);
    expect(deleted).toMatchObject({ code: 0, out: "invoices\n" });
    expect((await terminal.run(["get", "jwk", "invoices"])).code).toBe(1);
  });

  it("get a key ID when none is named", async () => {
    const made = await terminal.run(["create", "jwk", "unnamed", "--alg", "ES256"]);
    expect(made.out).toMatch(/\nunnamed\t[0-9a-f-]{36}\tES256\t/);
  });

  it("are imported from PEM, and what cannot be read is named", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const file = join(terminal.home, "key.pem");
    writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }));
    const words = ["import", "jwk", "imported", file, "missing.pem", "--alg", "ES256"];
    const { code, out, err } = await terminal.run(words);
    expect([code, err]).toEqual([1, "missing.pem: missing.pem cannot be read.\nCheck the path.\n"]);
    expect(out).toMatch(/\nimported\t.*\tES256\t+sig\t\n$/);
  });
});

describe("personal access tokens from a terminal", () => {
  it("are created, used, listed without their values, and revoked", async () => {
    const made = await json<{ id: string; value: string }>(
      "create",
      "personal-access-token",
      "--name",
      "terminal",
      "--expires-in",
      "30d",
      "--permission",
      "project:read,clients:read",
    );
    const asToken = { env: { GRANTRY_PAT: made.value } };
    expect((await terminal.run(["list", "projects"], asToken)).code).toBe(0);
    const refused = await terminal.run(["create", "project", "--name", "No"], asToken);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    const listed = await terminal.run(["list", "personal-access-tokens"]);
    expect(listed.out).toContain(made.id);
    expect(listed.out).not.toContain(made.value);
    expect((await terminal.run(["revoke", "pat", made.id, "-q"])).out).toBe(`${made.id}\n`);
    expect((await terminal.run(["list", "projects"], asToken)).code).toBe(1);
  });

  it("are rolled: the new value works, the old one until its overlap ends", async () => {
    const words = ["create", "pat", "--name", "rolled", "--permission", "project:read"];
    const first = await json<{ id: string; value: string }>(...words);
    const second = await json<{ value: string }>("roll", "pat", first.id, "--overlap", "1h");
    const third = await json<{ value: string }>("roll", "pat", first.id, "--overlap", "0s");
    const codes = await Promise.all(
      [first, second, third].map(async ({ value }) => {
        const env = { GRANTRY_PAT: value };
        return (await terminal.run(["list", "projects"], { env })).code;
      }),
    );
    expect(codes).toEqual([1, 1, 0]);
  });

  it("need a name and permissions, said in flags", async () => {
    const { code, err } = await terminal.run(["create", "pat", "--name", "nothing"]);
    expect([code, err.split("\n")[0]]).toEqual([
      1,
      "--permission: Choose at least one permission.",
    ]);
  });
});

describe("event streams from a terminal", () => {
  it("are created, paused, resumed, listed and deleted", async () => {
    const flags = [
      "--https-endpoint",
      "https://hooks.example.com/grantry",
      "--event",
      "key.rotated",
    ];
    const made = await json<{ id: string; signing_secret: string }>(
      "create",
      "event-stream",
      ...flags,
    );
    expect(made.signing_secret).toMatch(/^whsec_/);
    const status = async (verb: string): Promise<string> =>
      row((await terminal.run([verb, "event-stream", made.id])).out, "STATUS");
    expect([await status("pause"), await status("resume")]).toEqual(["paused", "active"]);
    const listed = await terminal.run(["list", "event-streams"]);
    expect(listed.out).toContain(made.id);
    expect(listed.out).not.toContain(made.signing_secret);
    const deleted = await terminal.run(["delete", "event-stream", made.id, "-q"]);
    expect(deleted).toMatchObject({ code: 0, out: `${made.id}\n` });
  });
});

describe("a dry run", () => {
  it("shows the request that would change something, and sends none", async () => {
    const words = ["create", "oauth2-client", "--id", "never-made", "--dry-run"];
    const { code, out, err } = await terminal.run(words);
    expect([code, err]).toEqual([0, "Dry run: nothing was changed. This would be sent:\n"]);
    expect(out).toMatch(/^POST http\S+\/admin\/clients\n\{.*"client_id":"never-made".*\}\n$/);
    expect((await terminal.run(["get", "oauth2-client", "never-made"])).code).toBe(1);
  });
});

describe("workspaces from a terminal", () => {
  it("are listed, shown and selected by a part of their name", async () => {
    const [first] = await json<{ id: string; name: string }[]>("list", "workspaces");
    const { id, name } = first ?? { id: "", name: "" };
    expect((await terminal.run(["get", "workspace", "-q"])).out).toBe(`${id}\n`);
    const used = await terminal.run(["use", "workspace", name.slice(0, 4), "-q"]);
    expect(used.out).toBe(`${id}\n`);
    expect(row((await terminal.run(["get", "workspace"])).out, "NAME")).toBe(name);
  });
});

describe("perform device-code (RFC 8628)", () => {
  it("waits for the sign-in on another device and prints the tokens", async () => {
    const grant = "urn:ietf:params:oauth:grant-type:device_code,refresh_token";
    const client = await terminal.run([
      "create",
      "oauth2-client",
      "--grant-type",
      grant,
      "--token-endpoint-auth-method",
      "none",
      "-q",
    ]);
    const waiting = terminal.start(["perform", "device-code", "--client-id", client.out.trim()]);
    const [, address = ""] = await waiting.says(/To login please go to:\n\t(\S+)\n/);
    const agent = new UserAgent();
    const isOurs = insideOf(grantry.addresses.console);
    const page = await agent.open(address, isOurs);
    const login = await agent.submit(page, "device-form", { button: "device-confirm" }, isOurs);
    await consent(agent, await signUp(agent, login, newPerson(), isOurs), {}, isOurs);
    const { code, out, err } = await waiting.ended;
    expect([code, err]).toEqual([0, expect.stringContaining("Successfully signed in!\n")]);
    const introspected = await terminal.run(["introspect", "token", row(out, "ACCESS TOKEN")]);
    expect(row(introspected.out, "ACTIVE")).toBe("true");
  });

  it("says that the client may not do so, and what to do", async () => {
    const { out } = await terminal.run(["create", "oauth2-client", "-q"]);
    const refused = await terminal.run(["perform", "device-code", "--client-id", out.trim()]);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.err).toContain("Request ID:");
  });
});

describe("completion", () => {
  it("prints the script of a shell, whose question is answered offline", async () => {
    const offline = { env: { GRANTRY_URL: "http://127.0.0.1:9", GRANTRY_PAT: undefined } };
    const script = await terminal.run(["completion", "bash"], offline);
    expect(script.out).toContain("complete -o default -F _grantry grantry");
    const answer = await terminal.run(["__complete", "create", "oauth2"], offline);
    expect(answer.out).toMatch(/^oauth2-client\t.+\n$/);
    expect((await terminal.run(["completion", "tcsh"], offline)).code).toBe(1);
  });
});
