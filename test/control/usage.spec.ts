import type {
  AuditEvent,
  Limits,
  Mail,
  Mailbox,
  ProjectUsage,
  WorkspaceUsage,
} from "@grantry/contracts";
import { eventually } from "../jobs/eventually.js";
import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ConsoleBrowser } from "./console-browser.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";
import { makeSecondWorkspace } from "./second-workspace.js";

interface Client {
  client_id: string;
  client_secret: string;
}

describe("usage and limits (console §6.21)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let project: CreatedProject;
  let plane: ControlApi;
  let client: Client;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    project = await grantry.admin.createProject("Counted");
    plane = new ControlApi(project.issuer, grantry.token);
    client = (await createClient()).body;
  });

  const createClient = () =>
    plane.call<Client>("POST", "/admin/clients", {
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    });
  const token = () => tokenFrom(project.issuer, client);
  const tokenFrom = async (issuer: string, from: Client) => {
    const answer = await grantry.fetch(`${issuer}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", ...pick(from) }),
    });
    const body = (await answer.json()) as {
      access_token: string;
      error?: string;
      error_description?: string;
    };
    return { status: answer.status, body };
  };
  /** A project with a client that asks for tokens. */
  const asker = async (as: ControlApi, name: string) => {
    const made = await as.call<{ id: string; slug: string }>("POST", "/projects", { name });
    const issuer = grantry.addresses.issuer(made.body.slug);
    const path = `/projects/${made.body.id}/admin/clients`;
    const registered = await as.call<Client>("POST", path, {
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    });
    return { id: made.body.id, token: () => tokenFrom(issuer, registered.body) };
  };
  const mailsTo = async (email: string) => {
    const box = await api.call<Mailbox>("GET", `/mailbox?search=${encodeURIComponent(email)}`);
    return box.body.mails;
  };
  const usage = async (query = "") =>
    (await api.call<ProjectUsage>("GET", `/projects/${project.id}/usage${query}`)).body;

  it("counts a load to the last token and introspection", async () => {
    const before = (await usage()).totals;
    const issued = await Promise.all(Array.from({ length: 20 }, token));
    for (const { body } of issued.slice(0, 5)) {
      await grantry.fetch(`${project.issuer}/admin/oauth2/introspect`, {
        method: "POST",
        headers: { authorization: `Bearer ${grantry.token}` },
        body: new URLSearchParams({ token: body.access_token }),
      });
    }
    await eventually(async () => {
      const { totals } = await usage();
      expect([totals.tokens_client_credentials, totals.introspections]).toEqual([
        before.tokens_client_credentials + 20,
        before.introspections + 5,
      ]);
    });
    const found = await usage("?granularity=hour");
    expect(found.points.length).toBeGreaterThan(0);
    expect(found.clients).toBe(1);
    expect(found.totals.admin_calls).toBeGreaterThanOrEqual(6);
    const { body } = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    const whole = await api.call<WorkspaceUsage>("GET", `/workspaces/${body.workspace.id}/usage`);
    expect(whole.body.totals.tokens_client_credentials).toBeGreaterThanOrEqual(20);
    const projects = whole.body.buckets.find(({ name }) => name === "projects");
    expect(projects?.used).toBeGreaterThan(0);
  });

  it("refuses ranges that make no sense", async () => {
    for (const query of ["?granularity=year", "?since=x", "?since=2999-01-01T00:00:00Z"]) {
      expect((await api.call("GET", `/projects/${project.id}/usage${query}`)).status).toBe(400);
    }
  });

  it("refuses a client beyond the limit with the bucket's name, and shows no headroom", async () => {
    const path = `/projects/${project.id}/limits`;
    const set = await api.call<Limits>("PUT", path, { clients: 1 });
    expect(set.body.limits).toContainEqual({ name: "clients", limit: 1, set_by: "project" });
    expect(await withinOneSecond(async () => (await createClient()).status === 429)).toBe(true);
    const refused = await plane.call<{ error: string; error_description: string }>(
      "POST",
      "/admin/clients",
      {},
    );
    expect(refused.body).toMatchObject({
      error: "quota_exceeded",
      error_description: expect.stringContaining("clients"),
    });
    const bucket = (await usage()).buckets.find(({ name }) => name === "clients");
    expect(bucket).toMatchObject({ limit: 1, headroom: 0, set_by: "project" });
    await api.call("PUT", path, {});
    expect(await withinOneSecond(async () => (await createClient()).status === 201)).toBe(true);
  });

  it("refuses tokens when those of the month are used up, until the limit is raised", async () => {
    const path = `/projects/${project.id}/limits`;
    await token();
    await eventually(async () => {
      const month = (await usage()).buckets.find(({ name }) => name === "tokens-per-month");
      expect(month?.used).toBeGreaterThan(0);
    });
    await api.call("PUT", path, { "tokens-per-month": 1 });
    await eventually(async () => expect((await token()).status).toBe(429), 5_000);
    const { body } = await token();
    expect(body).toMatchObject({
      error: "quota_exceeded",
      error_description: expect.stringContaining("tokens-per-month"),
    });
    await api.call("PUT", path, { "tokens-per-month": null });
    await eventually(async () => expect((await token()).status).toBe(200), 5_000);
  });

  it("sums the tokens of a workspace over its projects, tells at 80 and 100 % once, and stops them (UL-2)", async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    const path = `/workspaces/${second.id}/limits`;
    const askers = await Promise.all(["One", "Another"].map((name) => asker(theirs, name)));
    const ask = (count: number) =>
      Promise.all(askers.flatMap((each) => Array.from({ length: count }, () => each.token())));
    const limits = { "tokens-per-month": 10 };
    expect((await theirs.call("PUT", path, limits)).status).toBe(200);
    // No project lifts itself over the limit of all.
    const own = { "tokens-per-month": null };
    await theirs.call("PUT", `/projects/${askers[0]?.id}/limits`, own);
    expect((await ask(4)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    const bucket = async () => {
      const { body } = await theirs.call<WorkspaceUsage>("GET", `/workspaces/${second.id}/usage`);
      return body.buckets.find(({ name }) => name === "tokens-per-month");
    };
    await eventually(async () => expect((await bucket())?.used).toBe(8), 10_000);
    expect(await bucket()).toMatchObject({
      limit: 10,
      headroom: 2,
      set_by: "workspace",
      forecast: { per_day: 1.14, message: expect.stringContaining("At this growth") },
    });
    const notices = async () => {
      const found = await theirs.call<{ events: AuditEvent[] }>(
        "GET",
        "/audit-events?action=limit.notice",
      );
      return found.body.events.map(({ after, target }) => ({ ...(after as object), target }));
    };
    const target = { type: "workspace", id: second.id };
    const near = { bucket: "tokens-per-month", percent: 80, used: 8, limit: 10, target };
    await eventually(async () => expect(await notices()).toMatchObject([near]), 10_000);
    await ask(1);
    await eventually(async () => {
      for (const { status, body } of await ask(1)) {
        expect([status, body.error]).toEqual([429, "quota_exceeded"]);
        expect(body.error_description).toContain("workspace of this project");
        expect(body.error_description).toContain("tokens-per-month: 10");
      }
    }, 20_000);
    const reached = expect.objectContaining({ percent: 100, limit: 10 });
    await eventually(async () =>
      expect(await notices()).toEqual([reached, expect.objectContaining({ percent: 80 })]),
    );
    const full = await bucket();
    expect(full).toMatchObject({ headroom: 0, forecast: { reaches_limit_at: expect.any(String) } });
    await theirs.call("PUT", path, { "tokens-per-month": 1_000 });
    await eventually(async () => {
      expect((await ask(1)).map(({ status }) => status)).toEqual([200, 200]);
    }, 20_000);
    expect(await notices()).toHaveLength(2);
    const mails = await mailsTo(`owner-${second.id}@example.com`);
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Second workspace: 100 % of its tokens per month",
      "Second workspace: 80 % of its tokens per month",
    ]);
  });

  it("tells when something that is made brings a limit near (UL-2)", async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    await theirs.call("PUT", `/workspaces/${second.id}/limits`, { projects: 5, clients: 1 });
    const names = ["a", "b", "c", "d"];
    for (const name of names.slice(0, 3)) await theirs.call("POST", "/projects", { name });
    const mails = () => mailsTo(`owner-${second.id}@example.com`);
    expect(await mails()).toEqual([]);
    await theirs.call("POST", "/projects", { name: "d" });
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      "Second workspace: 80 % of its projects",
    ]);
    const { body } = await theirs.call<WorkspaceUsage>("GET", `/workspaces/${second.id}/usage`);
    const projects = body.buckets.find(({ name }) => name === "projects");
    expect(projects).toMatchObject({
      used: 4,
      headroom: 1,
      forecast: { per_day: 0.13, message: expect.stringContaining("is reached on") },
    });
  });

  it("refuses a project beyond the workspace's limit, also of many at once", async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    const path = `/workspaces/${second.id}/limits`;
    expect((await theirs.call("PUT", path, { projects: 2 })).status).toBe(200);
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((name) => theirs.call<ErrorAnswer>("POST", "/projects", { name })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.map(({ body }) => body.error)).toEqual(
      [2, 2].map((limit) =>
        expect.objectContaining({
          id: "quota_exceeded",
          details: { bucket: "projects", limit, used: 2 },
        }),
      ),
    );
  });

  it("refuses a member beyond the workspace's limit when the invitation is accepted", async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    const path = `/workspaces/${second.id}/limits`;
    expect((await theirs.call("PUT", path, { members: 1 })).status).toBe(200);
    const { email } = grantry.owner;
    expect((await theirs.call("POST", "/invitations", { email })).status).toBe(201);
    const browser = new ConsoleBrowser(grantry);
    await browser.signIn(grantry.owner);
    const box = await browser.call<Mailbox>("GET", `/mailbox?search=${encodeURIComponent(email)}`);
    const mail = await browser.call<Mail>("GET", `/mailbox/${box.body.mails[0]?.id}`);
    const [, code = ""] = /\/invitations\/([\w-]+)/.exec(mail.body.text) ?? [];
    const refused = await browser.call<ErrorAnswer>("POST", `/invitations/${code}/accept`);
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { id: "quota_exceeded", details: { bucket: "members", limit: 1, used: 1 } } },
    });
    expect((await theirs.call("PUT", path, { members: 2 })).status).toBe(200);
    const accepted = await browser.call("POST", `/invitations/${code}/accept`);
    expect(accepted.status).toBe(200);
  });

  it("refuses a personal access token beyond the workspace's limit", async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    await theirs.call("PUT", `/workspaces/${second.id}/limits`, { "personal-access-tokens": 1 });
    const body = { name: "One more", permissions: ["project:read"] };
    expect(await theirs.call("POST", "/personal-access-tokens", body)).toMatchObject({
      status: 429,
      body: { error: { details: { bucket: "personal-access-tokens", limit: 1, used: 1 } } },
    });
  });

  it("is shown to usage:read and set by workspace:write alone", async () => {
    const reader = await api.createToken({ permissions: ["usage:read"] });
    const limited = await api.createToken({
      permissions: ["usage:read", "workspace:write"],
      project_ids: [project.id],
    });
    const path = `/projects/${project.id}/limits`;
    expect((await api.as(reader.value).call("GET", path)).status).toBe(200);
    expect((await api.as(reader.value).call("PUT", path, {})).status).toBe(403);
    expect((await api.as(limited.value).call("PUT", path, {})).status).toBe(403);
    const stranger = await api.createToken({ permissions: ["project:read"] });
    expect((await api.as(stranger.value).call("GET", path)).status).toBe(403);
    const wrong = await api.call("PUT", path, { wishes: 3 });
    expect(wrong.status).toBe(400);
  });
});

function pick({ client_id, client_secret }: Client) {
  return { client_id, client_secret };
}
