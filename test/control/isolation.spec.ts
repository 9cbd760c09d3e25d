import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, type Token } from "./control-api.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

describe("isolation of workspaces", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let foreign: ControlApi;
  let second: SecondWorkspace;
  let project: CreatedProject;
  let token: Token;
  let workspaceId: string;
  let trustedIssuerId: string;
  let openapi: { paths: Record<string, Record<string, { operationId: string }>> };

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    second = await makeSecondWorkspace(grantry);
    foreign = api.as(second.token);
    project = await grantry.admin.createProject("Ours");
    token = await api.createToken({ permissions: ["project:read"], project_ids: [project.id] });
    const whoami = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    workspaceId = whoami.body.workspace.id;
    const trusted = await api.call<{ id: string }>(
      "POST",
      `/workspaces/${workspaceId}/trusted-issuers`,
      aTrustedIssuer(`Isolation ${project.id}`),
    );
    trustedIssuerId = trusted.body.id;
    openapi = (await api.call<typeof openapi>("GET", "/openapi.json")).body;
  });

  const bodies: Record<string, unknown> = {
    patchProject: [{ op: "replace", path: "/name", value: "Theirs" }],
    patchProjectWithRevision: [{ op: "replace", path: "/name", value: "Theirs" }],
    setProject: {
      name: "Theirs",
      cors_public: {},
      cors_admin: {},
      organizations: [],
      services: {},
    },
    createProjectApiKey: { name: "Theirs" },
    createWorkspaceApiKey: { name: "Theirs" },
    planProject: { version: 1 },
    applyProject: { file: { version: 1 } },
    updateWorkspace: { name: "Theirs" },
    patchWorkspace: { name: "Theirs" },
    updateMember: { role: "viewer" },
    setProjectRole: { role: "viewer" },
    updateRole: { name: "Theirs" },
    updateServiceAccount: { name: "Theirs" },
    updatePersonalAccessToken: { name: "Theirs" },
    setTokenPolicy: { approval: "none" },
    createTrustedIssuer: aTrustedIssuer("Theirs"),
    updateTrustedIssuer: { name: "Theirs" },
    purgeProject: { confirm: "x" },
    setProjectLimits: {},
    setWorkspaceLimits: {},
    createEventStream: { type: "https", https_endpoint: "https://example.com/" },
    createCustomDomain: { hostname: "auth.example.com" },
    setCustomDomain: { cors_enabled: true },
    setEventStream: { status: "paused" },
    replayEventStream: { from: "2026-01-01T00:00:00Z" },
  };

  it("answers 404 on every route with an id or slug of another workspace", async () => {
    const wrong: string[] = [];
    for (const by of [project.id, project.slug]) {
      for (const [template, operations] of Object.entries(openapi.paths)) {
        // Sessions are a person's own, data planes the installation's.
        if (!template.includes("{") || /\{(session|data_plane)\}/.test(template)) continue;
        const path = template
          .replace("{project}", by)
          .replace("{workspace}", workspaceId)
          .replace("{token}", token.id)
          .replace("{issuer}", trustedIssuerId)
          .replace("{revision}", "00000000-0000-4000-8000-000000000000");
        for (const [method, { operationId }] of Object.entries(operations)) {
          const answer = await foreign.call(method.toUpperCase(), path, bodies[operationId]);
          if (answer.status !== 404) wrong.push(`${operationId}: ${answer.status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    const read = await api.call<{ name: string }>("GET", `/projects/${project.id}`);
    expect(read.body.name).toBe("Ours");
  });

  it("answers 404 to a project's admin API through the control plane", async () => {
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? { client_name: "theirs" } : undefined;
      const path = `/projects/${project.id}/admin/clients`;
      expect((await foreign.call(method, path, body)).status).toBe(404);
    }
  });

  it("refuses another workspace's token at the plane", async () => {
    const headers = { authorization: `Bearer ${second.token}` };
    const answer = await grantry.fetch(`${project.issuer}/admin/clients`, { headers });
    expect(answer.status).toBe(401);
  });

  it("keeps lists apart", async () => {
    const [projects, tokens, members, workspaces] = await Promise.all(
      ["/projects", "/personal-access-tokens", "/members", "/workspaces"].map((path) =>
        foreign.call("GET", path),
      ),
    );
    expect(projects?.body).toEqual([]);
    expect(tokens?.body).toMatchObject([{ id: second.tokenId }]);
    expect(members?.body).toMatchObject([{ id: second.memberId }]);
    expect(workspaces?.body).toMatchObject({ workspaces: [{ id: second.id }] });
  });

  it("shows nobody else's audit events and job runs", async () => {
    const events = await foreign.call("GET", `/audit-events?project_id=${project.id}`);
    expect(events.body).toMatchObject({ events: [] });
  });

  it("refuses to put a project or a token's reach into another workspace", async () => {
    const body = { name: "x", workspace_id: workspaceId };
    const created = await foreign.call<ErrorAnswer>("POST", "/projects", body);
    expect(created.status).toBe(404);
    const wish = { name: "x", permissions: ["project:read"], project_ids: [project.id] };
    const made = await foreign.call("POST", "/personal-access-tokens", wish);
    expect(made.status).toBe(404);
  });
});

function aTrustedIssuer(name: string) {
  return {
    name,
    issuer: "https://ci.example.com",
    audience: "grantry",
    conditions: [{ claim: "sub", operator: "equals", value: "job" }],
    permissions: ["project:read"],
  };
}
