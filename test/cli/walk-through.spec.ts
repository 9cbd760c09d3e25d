import { freePort } from "@grantry/infra";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { linksOf } from "../support/html-form.js";
import { consent, newPerson, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { openTerminal, row, rowsOf, typed, type Terminal } from "./terminal.js";

const everywhere = () => true;

/** The commands of the walk-through, in its order, as somebody types them. */
describe.each(["path", "host"] as const)(
  "the walk-through from a terminal, %s mode (contract §7)",
  (mode) => {
    let grantry: Grantry;
    let terminal: Terminal;
    let projectId: string;

    beforeAll(async () => {
      grantry = await sharedGrantry(mode);
      terminal = openTerminal({
        GRANTRY_URL: grantry.addresses.console,
        GRANTRY_PAT: grantry.token,
      });
      const created = await terminal.run(["create", "project", "--name", "OAuth2 Example"]);
      projectId = row(created.out, "ID");
    });
    afterAll(() => terminal?.close());

    it("creates a project and shows it as tab-padded rows", async () => {
      const { code, out, err } = await terminal.run([
        "create",
        "project",
        "--name",
        "Ory OAuth2 Example",
      ]);
      expect({ code, err }).toEqual({ code: 0, err: "Project created successfully!\n" });
      expect([...rowsOf(out).keys()]).toEqual([
        "ID",
        "NAME",
        "ENVIRONMENT",
        "WORKSPACE",
        "SLUG",
        "STATE",
      ]);
      expect(out).toMatch(
        /^ID\t\t[0-9a-f-]{36}\t\nNAME\t\tOry OAuth2 Example\t\t\t\nENVIRONMENT\tdev\t{5}\n/,
      );
      expect(row(out, "SLUG")).toMatch(/^[a-z]+-[a-z]+-[0-9a-z]{10}$/);
      expect(row(out, "STATE")).toBe("running");
    });

    it("gets tokens for a user by the authorization code and introspects them", async () => {
      const client = await terminal.run(
        typed(`create oauth2-client --project ${projectId} \\
        --name "Authorization Code Grant with OpenID Connect Demo" \\
        --grant-type authorization_code,refresh_token \\
        --response-type code \\
        --redirect-uri http://127.0.0.1:4446/callback`),
      );
      expect(client.code).toBe(0);
      expect(Object.fromEntries(rowsOf(client.out))).toMatchObject({
        "GRANT TYPES": "authorization_code, refresh_token",
        "RESPONSE TYPES": "code",
        SCOPE: "offline_access offline openid",
        AUDIENCE: "",
        "REDIRECT URIS": "http://127.0.0.1:4446/callback",
      });
      const clientId = row(client.out, "CLIENT ID");
      expect(row(client.out, "CLIENT SECRET")).toMatch(/^[a-zA-Z0-9_\-.~]{26}$/);

      const port = await freePort();
      const performing = terminal.start(
        typed(`perform authorization-code \\
        --project ${projectId} \\
        --client-id ${clientId} \\
        --client-secret ${row(client.out, "CLIENT SECRET")} --port ${port}`),
      );
      await performing.says(/navigate to:/);

      const browser = new UserAgent();
      const welcome = await browser.open(`http://127.0.0.1:${port}/`);
      expect(welcome.html).toContain("<h1>Welcome to the example OAuth 2.0 Consumer!</h1>");
      const [link = ""] = linksOf(welcome.html, welcome.url, "/oauth2/auth");
      const consentPage = await signUp(browser, await browser.open(link), newPerson(), everywhere);
      const tokens = await consent(browser, consentPage, {}, everywhere);
      expect(tokens.url + tokens.html).toContain(`http://127.0.0.1:${port}/callback?`);
      expect(tokens.status).toBe(200);

      const { code, out, err } = await performing.ended;
      expect(code).toBe(0);
      expect(err).toBe(
        `Setting up home route on http://127.0.0.1:${port}/\n` +
          `Setting up callback listener on http://127.0.0.1:${port}/callback\n` +
          "Press ctrl + c on Linux / Windows or cmd + c on OSX to end the process.\n" +
          `If your browser does not open automatically, navigate to:\n\n\thttp://127.0.0.1:${port}/\n\n`,
      );
      expect([...rowsOf(out).keys()]).toEqual([
        "ACCESS TOKEN",
        "REFRESH TOKEN",
        "ID TOKEN",
        "EXPIRY",
      ]);
      expect(tokens.html).toContain(`<code id="access-token">${row(out, "ACCESS TOKEN")}</code>`);
      expect(row(out, "REFRESH TOKEN")).toMatch(/^gry_rt_/);
      expect(row(out, "ID TOKEN").split(".")).toHaveLength(3);
      expect(row(out, "EXPIRY")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/);

      const introspected = await terminal.run([
        "introspect",
        "token",
        row(out, "ACCESS TOKEN"),
        "--project",
        projectId,
      ]);
      expect([...rowsOf(introspected.out).keys()]).toEqual([
        "ACTIVE",
        "SUBJECT",
        "CLIENT ID",
        "SCOPE",
        "EXPIRY",
        "TOKEN USE",
      ]);
      expect(Object.fromEntries(rowsOf(introspected.out))).toMatchObject({
        ACTIVE: "true",
        "CLIENT ID": clientId,
        SCOPE: "offline openid",
        "TOKEN USE": "access_token",
      });
      expect(terminal.opened()).toEqual([]);
    });

    it("gets a token for a client and introspects it", async () => {
      const client = await terminal.run(
        typed(`create oauth2-client --project ${projectId} \\
        --name "Client Credentials Demo" \\
        --grant-type client_credentials`),
      );
      const clientId = row(client.out, "CLIENT ID");
      const tokens = await terminal.run(
        typed(`perform client-credentials \\
        --client-id=${clientId} \\
        --client-secret=${row(client.out, "CLIENT SECRET")} \\
        --project ${projectId}`),
      );
      expect(tokens.code).toBe(0);
      expect(rowsOf(tokens.out).get("REFRESH TOKEN")).toBe("<empty>");
      expect(rowsOf(tokens.out).get("ID TOKEN")).toBe("<empty>");

      const token = row(tokens.out, "ACCESS TOKEN");
      const introspected = await terminal.run([
        "introspect",
        "token",
        token,
        "--project",
        projectId,
      ]);
      expect(Object.fromEntries(rowsOf(introspected.out))).toMatchObject({
        ACTIVE: "true",
        SUBJECT: clientId,
        "CLIENT ID": clientId,
        SCOPE: "",
      });
    });
  },
);
