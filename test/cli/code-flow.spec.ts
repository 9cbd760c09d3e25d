import { freePort } from "@grantry/infra";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { consent, newPerson, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { openTerminal, row, rowsOf, type Terminal } from "./terminal.js";

const everywhere = () => true;

describe("perform authorization-code", () => {
  let grantry: Grantry;
  let terminal: Terminal;
  let client: readonly string[];

  beforeAll(async () => {
    grantry = await sharedGrantry();
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
    await terminal.run(["create", "project", "--name", "Flows", "--use-project"]);
    const redirect = ["--redirect-uri", "http://127.0.0.1:4446/callback"];
    const scope = ["--scope", "openid,offline,email"];
    const grants = ["--grant-type", "authorization_code,refresh_token"];
    const created = await terminal.run([
      "create",
      "oauth2-client",
      ...grants,
      ...scope,
      ...redirect,
    ]);
    client = [
      "--client-id",
      row(created.out, "CLIENT ID"),
      "--client-secret",
      row(created.out, "CLIENT SECRET"),
    ];
  });
  afterAll(() => terminal?.close());

  async function perform(...flags: string[]) {
    const port = await freePort();
    const words = ["perform", "authorization-code", ...client, "--port", String(port), ...flags];
    const command = terminal.start(words);
    await command.says(/navigate to:/);
    return { command, address: `http://127.0.0.1:${port}` };
  }

  it("prints the ID token in JSON beside the members of Go's oauth2.Token", async () => {
    const { command, address } = await perform("--format", "json", "--scope", "openid,email");
    const browser = new UserAgent();
    const signInPage = await browser.open(`${address}/perform-flow`);
    const consentPage = await signUp(browser, signInPage, newPerson(), everywhere);
    const last = await consent(browser, consentPage, {}, everywhere);
    expect({ status: last.status, html: last.html }).toMatchObject({ status: 200 });
    const { code, out } = await command.ended;
    expect(code).toBe(0);
    const tokens: Record<string, unknown> = JSON.parse(out);
    expect(tokens).toMatchObject({ token_type: "bearer", scope: "openid email" });
    expect(tokens["id_token"]).toEqual(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
    expect(tokens).not.toHaveProperty("refresh_token");
    expect(Date.parse(String(tokens["expiry"]))).toBeGreaterThan(Date.now());
  });

  it("answers login and consent requests on its own pages", async () => {
    const { command, address } = await perform("--format", "jsonpath=access_token");
    const browser = new UserAgent();
    const beforePages = (url: string) => !new URL(url).pathname.includes("/ui/");
    const login = await browser.open(`${address}/perform-flow`, beforePages);
    const loginPage = await browser.open(`${address}/login${new URL(login.url).search}`);
    const subject = { fields: { subject: "somebody" } };
    const consented = await browser.submit(loginPage, "login-form", subject, beforePages);
    const consentPage = await browser.open(`${address}/consent${new URL(consented.url).search}`);
    const granted = { fields: { grant_scope: "openid" } };
    const last = await browser.submit(consentPage, "consent-form", granted);
    expect(last.status).toBe(200);
    const { code, out } = await command.ended;
    expect(code).toBe(0);
    const token: string = JSON.parse(out);
    const introspected = await terminal.run(["introspect", "token", token]);
    expect(Object.fromEntries(rowsOf(introspected.out))).toMatchObject({
      SUBJECT: "somebody",
      SCOPE: "openid",
    });
  });

  it("takes no answer to a request from a form of another page", async () => {
    const { command, address } = await perform("--no-shutdown");
    const body = new URLSearchParams({ login_challenge: "x", action: "accept", subject: "victim" });
    const response = await fetch(`${address}/login`, { method: "POST", body, redirect: "manual" });
    expect(response.status).toBe(403);
    command.kill();
    await command.ended;
  });

  it("fails with the server's words when the user denies", async () => {
    const { command, address } = await perform();
    const browser = new UserAgent();
    const signInPage = await browser.open(`${address}/perform-flow`);
    const consentPage = await signUp(browser, signInPage, newPerson(), everywhere);
    const page = await consent(browser, consentPage, { deny: true }, everywhere);
    expect(page.status).toBe(500);
    expect(page.html).toContain("An error occurred");
    const { code, out, err } = await command.ended;
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^Got error: /m);
  });

  it("fails when a callback carries another state", async () => {
    const { command, address } = await perform();
    const page = await new UserAgent().open(`${address}/callback?code=x&state=other`);
    expect(page.status).toBe(500);
    const { code, err } = await command.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^States do not match\. Expected [a-z]{24}, got other$/m);
  });

  it("asks for what its flags say", async () => {
    const { command, address } = await perform(
      "--state",
      "mine",
      "--prompt",
      "login",
      "--max-age",
      "60",
      "--no-shutdown",
    );
    const response = await fetch(`${address}/perform-flow`, { redirect: "manual" });
    expect(response.status).toBe(302);
    const { searchParams } = new URL(response.headers.get("location") ?? "");
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      scope: "offline openid",
      state: "mine",
      prompt: "login",
      max_age: "60",
      redirect_uri: `${address}/callback`,
      code_challenge_method: "S256",
      nonce: expect.stringMatching(/^[a-z]{24}$/),
    });
    command.kill();
    await command.ended;
  });

  it("moves a form_post answer into the query", async () => {
    const { command, address } = await perform("--no-shutdown");
    const body = new URLSearchParams({ code: "x", state: "y" });
    const response = await fetch(`${address}/callback`, {
      method: "POST",
      body,
      redirect: "manual",
    });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("/callback?code=x&state=y");
    command.kill();
    await command.ended;
  });

  it("says so when its port is taken", async () => {
    const { command, address } = await perform("--no-shutdown");
    const words = ["perform", "authorization-code", ...client, "--port", new URL(address).port];
    const { code, err } = await terminal.run(words);
    expect(code).toBe(1);
    expect(err).toMatch(/^Port \d+ cannot be used .*--port/s);
    command.kill();
    await command.ended;
  });
});
