import type { Limits, Mail, Mailbox, ProjectUsage, WorkspaceUsage } from "@grantry/contracts";
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
  const token = async () => {
    const answer = await grantry.fetch(`${project.issuer}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", ...pick(client) }),
    });
    const body = (await answer.json()) as {
      access_token: string;
      error?: string;
      error_description?: string;
    };
    return { status: answer.status, body };
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
