import { parse } from "yaml";
import { freePort } from "@grantry/infra";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { openTerminal, type Terminal } from "./terminal.js";

describe("formats and failures of every command (contract §7)", () => {
  let grantry: Grantry;
  let terminal: Terminal;
  let id: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
    id = (
      await terminal.run(["create", "project", "--name", "Formats", "--use-project", "-q"])
    ).out.trim();
  });
  afterAll(() => terminal?.close());

  async function show(format: string): Promise<string> {
    const { code, out, err } = await terminal.run(["get", "project", "--format", format]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out;
  }

  it("prints the same document as json, json-pretty and yaml", async () => {
    const document: unknown = JSON.parse(await show("json"));
    expect(document).toMatchObject({
      id,
      name: "Formats",
      services: { oauth2: { config: expect.anything() } },
    });
    const pretty = await show("json-pretty");
    expect(pretty).toMatch(/^\{\n {2}"/);
    expect(JSON.parse(pretty)).toEqual(document);
    expect(parse(await show("yaml"))).toEqual(document);
  });

  it("prints one value by path or pointer, as JSON", async () => {
    expect(await show("jsonpath=name")).toBe('"Formats"\n');
    expect(await show("jsonpointer=/cors_admin/enabled")).toBe("false\n");
  });

  it("refuses a format it does not know", async () => {
    const { code, out, err } = await terminal.run(["get", "project", "--format", "xml"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("json-pretty");
  });

  it.each([
    ["a project that does not exist", ["get", "project", "00000000-0000-4000-8000-00000000dead"]],
    ["a client that does not exist", ["get", "oauth2-client", "no-such-client"]],
    [
      "a redirect URI with a fragment",
      ["create", "oauth2-client", "--redirect-uri", "https://a.example/#x"],
    ],
    [
      "a wrong secret",
      ["perform", "client-credentials", "--client-id", "x", "--client-secret", "wrong"],
    ],
  ])("fails with exit code 1, nothing on stdout and the request ID: %s", async (_case, words) => {
    const { code, out, err } = await terminal.run(words);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^Request ID: [A-Za-z0-9_-]{8,64}$/m);
  });

  it("begins a failed token request with the words that scripts look for", async () => {
    const { err } = await terminal.run([
      "perform",
      "client-credentials",
      "--client-id",
      "x",
      "--client-secret",
      "y",
    ]);
    expect(err).toMatch(/^Could not retrieve access token because: /);
  });

  it("says that a secret is wrong, whichever way the client authenticates", async () => {
    for (const method of ["client_secret_basic", "client_secret_post"]) {
      const create = ["create", "oauth2-client", "--grant-type", "client_credentials", "-q"];
      const made = await terminal.run([...create, "--token-endpoint-auth-method", method]);
      const perform = ["perform", "client-credentials", "--client-secret", "not the secret"];
      const { err } = await terminal.run([...perform, "--client-id", made.out.trim()]);
      expect(err).toContain("its credentials are wrong");
    }
  });

  it("shows the usage when the secret is missing", async () => {
    const { code, err } = await terminal.run(["perform", "client-credentials", "--client-id", "x"]);
    expect(code).toBe(1);
    expect(err).toContain("Usage: grantry perform client-credentials");
  });

  it("says which variable is wrong when the token is unknown", async () => {
    const env = { GRANTRY_PAT: "gry_pat_wrong" };
    const { code, err } = await terminal.run(["list", "projects"], { env });
    expect(code).toBe(1);
    expect(err).toContain("GRANTRY_PAT");
    expect(err).toMatch(/^Request ID: /m);
  });

  it("says what to set when nothing answers", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, err } = await terminal.run(["list", "projects"], { env: { GRANTRY_URL: url } });
    expect(code).toBe(1);
    expect(err).toBe(
      `${url} cannot be reached (ECONNREFUSED).\n` +
        "Start Grantry with `npm start`, or set GRANTRY_URL to the address of its console.\n",
    );
  });

  it("does not wait for a sign-in when nobody watches", async () => {
    const { code, err } = await terminal.run(["list", "projects"], {
      env: { GRANTRY_PAT: undefined },
    });
    expect(code).toBe(1);
    expect(err).toContain("Sign in with `grantry auth`, or set GRANTRY_PAT.");
  });

  it("never opens a browser while GRANTRY_PAT is set", async () => {
    const auth = await terminal.run(["auth"]);
    expect(auth.code).toBe(0);
    expect(auth.err).toContain("no browser opens");
    const port = await freePort();
    const words = ["perform", "authorization-code", "--client-id", "x", "--port", String(port)];
    const performing = terminal.start(words);
    await performing.says(/navigate to:/);
    performing.kill();
    await performing.ended;
    expect(terminal.opened()).toEqual([]);
  });

  it.each([
    [["nonsense"]],
    [["create", "nonsense"]],
    [["list", "projects", "--nonsense"]],
    [["get", "oauth2-client"]],
  ])("fails on %j", async (words) => {
    const { code, out } = await terminal.run(words);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });
});
