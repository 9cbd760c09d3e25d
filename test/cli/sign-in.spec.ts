import { readFileSync, statSync } from "node:fs";
import { eventually } from "../jobs/eventually.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { signIn } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { openTerminal, row, rowsOf, type Terminal } from "./terminal.js";

const everywhere = () => true;

describe.each(["path", "host"] as const)("grantry auth, %s mode (RFC 8252, RFC 7636)", (mode) => {
  let grantry: Grantry;
  let terminal: Terminal;

  beforeAll(async () => {
    grantry = await sharedGrantry(mode);
  });
  beforeEach(() => {
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console });
  });
  afterEach(() => terminal.close());

  async function signInHere(...flags: string[]) {
    const command = terminal.start(["auth", ...flags]);
    const [, address = ""] = await command.says(/^\t(http\S+)$/m);
    const browser = new UserAgent();
    const page = await browser.open(address);
    const last = await signIn(browser, page, grantry.owner, everywhere);
    if (!last.url.endsWith("/cli-auth-success")) throw new Error(`${last.url}\n${last.html}`);
    return { address: new URL(address), last, ended: await command.ended };
  }

  it("signs in through the console project and keeps the token for its owner only", async () => {
    const { address, last, ended } = await signInHere("--no-open");
    expect(ended.code).toBe(0);
    expect([...rowsOf(ended.out).keys()]).toEqual([
      "ID",
      "EMAIL",
      "SELECTED PROJECT",
      "SELECTED WORKSPACE",
    ]);
    expect(row(ended.out, "EMAIL")).toBe(grantry.owner.email);
    expect(last.url).toBe(`${grantry.addresses.console}/cli-auth-success`);
    expect(address.searchParams.get("client_id")).toBe("grantry-cli");
    expect(address.searchParams.get("code_challenge_method")).toBe("S256");
    expect(address.searchParams.get("redirect_uri")).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/callback$/,
    );
    expect(statSync(terminal.settingsPath).mode & 0o777).toBe(0o600);
    expect(terminal.opened()).toEqual([]);
  });

  it("opens the browser unless told not to", async () => {
    const { address } = await signInHere();
    expect(terminal.opened()).toEqual([address.href]);
  });

  it("works on projects and clients afterwards, through the control plane", async () => {
    await signInHere("--no-open");
    const project = await terminal.run(["create", "project", "--name", "Signed in"]);
    expect(project.code).toBe(0);
    const client = await terminal.run([
      "create",
      "oauth2-client",
      "--grant-type",
      "client_credentials",
    ]);
    expect(client.err).toBe("");
    const credentials = [
      "--client-id",
      row(client.out, "CLIENT ID"),
      "--client-secret",
      row(client.out, "CLIENT SECRET"),
    ];
    const tokens = await terminal.run(["perform", "client-credentials", ...credentials]);
    const introspected = await terminal.run([
      "introspect",
      "token",
      row(tokens.out, "ACCESS TOKEN"),
    ]);
    expect(row(introspected.out, "ACTIVE")).toBe("true");
    const whoami = await terminal.run(["whoami"]);
    expect(row(whoami.out, "SELECTED PROJECT")).toBe(row(project.out, "ID"));
  });

  it("forgets and revokes the token at logout", async () => {
    await signInHere("--no-open");
    const { access_token: stored } = JSON.parse(readFileSync(terminal.settingsPath, "utf8"));
    const left = await terminal.run(["auth", "logout"]);
    expect(left).toMatchObject({ code: 0, err: "You are signed out.\n" });
    const after = await terminal.run(["list", "projects"]);
    expect(after.code).toBe(1);
    expect(after.err).toContain("Sign in with `grantry auth`");
    const headers = { authorization: `Bearer ${stored.access_token}` };
    // A revocation holds everywhere within a second (contract §4).
    await eventually(async () => {
      const answer = await grantry.fetch(`${grantry.addresses.api}/projects`, { headers });
      expect(answer.status).toBe(401);
    });
  });

  it("never sends the token to another console", async () => {
    await signInHere("--no-open");
    const other = await terminal.run(["list", "projects"], {
      env: { GRANTRY_URL: "http://127.0.0.1:9" },
    });
    expect(other.code).toBe(1);
    expect(other.err).toContain("You are not signed in.");
  });

  it("goes on waiting when another page calls its address", async () => {
    const command = terminal.start(["auth", "--no-open"]);
    const [, address = ""] = await command.says(/^\t(http\S+)$/m);
    const redirectUri = new URL(address).searchParams.get("redirect_uri") ?? "";
    const stray = await fetch(`${redirectUri}?code=x&state=other`);
    expect(stray.status).toBe(400);
    const browser = new UserAgent();
    await signIn(browser, await browser.open(address), grantry.owner, everywhere);
    expect((await command.ended).code).toBe(0);
  });
});
