import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { signIn } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import type { ErrorAnswer } from "./control-api.js";

interface Session {
  member: { email: string; role: string; permissions: string[] };
  csrf_token: string;
}

describe.each(["path", "host"] as const)("the console's sign-in, %s mode", (mode) => {
  let grantry: Grantry;
  /** The API as the console's pages reach it: on their own origin. */
  let api: string;

  beforeAll(async () => {
    grantry = await sharedGrantry(mode);
    api = `${grantry.addresses.console}/api`;
  });

  const json = async <Body>(
    agent: UserAgent,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const answer = await agent.send(`${api}${path}`, {
      method,
      headers: {
        accept: "application/json",
        origin: grantry.addresses.console,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const { status } = answer;
    return { status, headers: answer.headers, body: (text ? JSON.parse(text) : undefined) as Body };
  };

  /** To the callback page, whose query the console posts back. */
  const reachCallback = async (agent: UserAgent, returnTo = "/projects?tab=all") => {
    const isConsoleProject = (url: string) =>
      !url.startsWith(`${grantry.addresses.console}/callback`);
    const start = `${api}/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`;
    const page = await agent.open(start, isConsoleProject);
    const end = await signIn(agent, page, grantry.owner, isConsoleProject);
    return new URL(end.url).search;
  };

  const signedIn = async () => {
    const agent = new UserAgent();
    const query = await reachCallback(agent);
    const answer = await json<{ return_to: string }>(agent, "POST", "/auth/callback", { query });
    const session = await json<Session>(agent, "GET", "/auth/session");
    return { agent, query, answer, session: session.body };
  };

  it("ends where it began, with a cookie that scripts cannot read", async () => {
    const { answer, session } = await signedIn();
    expect(answer).toMatchObject({ status: 200, body: { return_to: "/projects?tab=all" } });
    const cookies = answer.headers.getSetCookie();
    const cookie = cookies.find((each) => each.includes("grantry_console="));
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(session.member).toMatchObject({ email: grantry.owner.email, role: "owner" });
    expect(JSON.stringify(answer.body)).not.toContain("gry_");
  });

  it("redeems a callback once", async () => {
    const { agent, query } = await signedIn();
    expect((await json(agent, "POST", "/auth/callback", { query })).status).toBe(400);
  });

  it("refuses a forged state, another browser and another origin", async () => {
    const agent = new UserAgent();
    const query = await reachCallback(agent);
    const forged = query.replace(/state=[^&]*/, `state=${"A".repeat(32)}`);
    expect((await json(agent, "POST", "/auth/callback", { query: forged })).status).toBe(400);
    expect((await json(new UserAgent(), "POST", "/auth/callback", { query })).status).toBe(400);
    const origin = { origin: "https://evil.example" };
    const foreign = await json<ErrorAnswer>(agent, "POST", "/auth/callback", { query }, origin);
    expect(foreign.status).toBe(403);
    expect(foreign.body.error.request).toBe(foreign.headers.get("x-request-id"));
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
    "does not return to %s",
    async (returnTo) => {
      const agent = new UserAgent();
      const query = await reachCallback(agent, returnTo);
      const answer = await json<{ return_to: string }>(agent, "POST", "/auth/callback", { query });
      expect(answer.body.return_to).toBe("/");
    },
  );

  it("lets the console write with its CSRF token and from its origin only", async () => {
    const { agent, session } = await signedIn();
    const body = { name: "From the console" };
    const write = (headers: Record<string, string>) =>
      json<{ id: string }>(agent, "POST", "/projects", body, headers);
    expect((await write({})).status).toBe(403);
    expect((await write({ "x-csrf-token": "wrong" })).status).toBe(403);
    const token = { "x-csrf-token": session.csrf_token };
    expect((await write({ ...token, origin: "https://evil.example" })).status).toBe(403);
    const created = await write(token);
    expect(created.status).toBe(201);
    const path = `/projects/${created.body.id}/admin/clients`;
    const client = await json(agent, "POST", path, { client_name: "From the console" }, token);
    expect(client).toMatchObject({ status: 201, body: { client_name: "From the console" } });
    expect((await json(agent, "GET", path)).status).toBe(200);
  });

  it("ends at the console and at the issuer", async () => {
    const { agent, session } = await signedIn();
    const answer = await json<{ redirect_to: string }>(agent, "POST", "/auth/sign-out", undefined, {
      "x-csrf-token": session.csrf_token,
    });
    expect(answer.status).toBe(200);
    expect((await json(agent, "GET", "/auth/session")).status).toBe(401);
    const { redirect_to: redirectTo } = answer.body;
    expect(redirectTo).toContain(`${grantry.addresses.issuer("console")}/oauth2/sessions/logout`);
    const signedOut = `${grantry.addresses.console}/signed-out`;
    const page = await agent.open(redirectTo, (url) => !url.startsWith(signedOut));
    expect(page.url).toContain(signedOut);
  });

  it("answers 401 to whoever is not signed in", async () => {
    expect((await json(new UserAgent(), "GET", "/auth/session")).status).toBe(401);
  });
});
