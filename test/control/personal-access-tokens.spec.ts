import { isWellFormedCredential, PERMISSIONS } from "@grantry/contracts";
import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, type Token, withinOneSecond } from "./control-api.js";

describe("personal access tokens (contract §4)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let project: CreatedProject;
  let other: CreatedProject;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    project = await grantry.admin.createProject("Tokens");
    other = await grantry.admin.createProject("Elsewhere");
  });

  const clientsAt = async (issuer: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await grantry.fetch(`${issuer}/admin/clients`, { headers })).status;
  };

  it("shows a well-formed value once and keeps four characters of it", async () => {
    const created = await api.createToken({ permissions: ["project:read"] });
    expect(isWellFormedCredential(created.value)).toBe(true);
    const read = await api.call<Token>("GET", `/personal-access-tokens/${created.id}`);
    expect(read.body).not.toHaveProperty("value");
    expect(read.body).toMatchObject({ last_characters: created.value.slice(-4) });
    const list = await api.call("GET", "/personal-access-tokens");
    expect(JSON.stringify(list.body)).not.toContain(created.value);
  });

  it("keeps time, address and user agent of the last use", async () => {
    const created = await api.createToken({ permissions: ["project:read"] });
    expect(created.last_used_at).toBeNull();
    await api.as(created.value).call("GET", "/projects", undefined, { "user-agent": "probe/1" });
    const isKept = await withinOneSecond(async () => {
      const read = await api.call<Token>("GET", `/personal-access-tokens/${created.id}`);
      return read.body.last_used_at !== null;
    });
    expect(isKept).toBe(true);
    const read = await api.call("GET", `/personal-access-tokens/${created.id}`);
    expect(read.body).toMatchObject({
      last_used_address: "127.0.0.1",
      last_used_user_agent: "probe/1",
    });
  });

  const calls = [
    ["project:read", "GET", "/projects", undefined],
    ["projects:create", "POST", "/projects", { name: "x" }],
    ["project:write", "PATCH", "/projects/{id}", [{ op: "replace", path: "/name", value: "y" }]],
    [
      "config:write",
      "PATCH",
      "/projects/{id}",
      [{ op: "add", path: "/services/oauth2/config/ttl/access_token", value: "2h" }],
    ],
    ["project:delete", "DELETE", "/projects/{id}", undefined],
    ["workspace:read", "GET", "/workspaces", undefined],
    ["members:read", "GET", "/members", undefined],
    ["audit:read", "GET", "/audit-events", undefined],
    ["jobs:read", "GET", "/jobs", undefined],
    ["pats:write", "POST", "/personal-access-tokens", { name: "z", permissions: ["jobs:read"] }],
    ["clients:read", "GET", "/projects/{id}/admin/clients", undefined],
    ["clients:write", "POST", "/projects/{id}/admin/clients", { client_name: "x" }],
  ] as const;

  it.each(calls)(
    "without %s answers 403 and names it: %s %s",
    async (needed, method, path, body) => {
      const area = needed.split(":")[0];
      const isContained = (permission: string) =>
        permission === needed || (needed.endsWith(":read") && permission === `${area}:write`);
      const token = await api.createToken({
        permissions: PERMISSIONS.filter((permission) => !isContained(permission)),
      });
      const answer = await api
        .as(token.value)
        .call<ErrorAnswer>(method, path.replace("{id}", project.id), body);
      expect(answer.status).toBe(403);
      expect(answer.body.error).toMatchObject({ id: "forbidden", details: { permission: needed } });
    },
  );

  it("limits a token to its projects, at the control plane and at the plane", async () => {
    const token = await api.createToken({
      permissions: [...PERMISSIONS],
      project_ids: [project.id],
    });
    const limited = api.as(token.value);
    const list = await limited.call<{ id: string }[]>("GET", "/projects");
    expect(list.body.map(({ id }) => id)).toEqual([project.id]);
    expect((await limited.call("GET", `/projects/${other.id}`)).status).toBe(404);
    expect((await limited.call("POST", "/projects", { name: "x" })).status).toBe(403);
    expect(await clientsAt(project.issuer, token.value)).toBe(200);
    expect(await clientsAt(other.issuer, token.value)).toBe(401);
  });

  it("ends at its expiry, at the control plane and at the plane", async () => {
    const token = await api.createToken({
      permissions: ["project:read", "clients:read"],
      expires_at: new Date(Date.now() + 4_000).toISOString(),
    });
    expect((await api.as(token.value).call("GET", "/projects")).status).toBe(200);
    expect(await clientsAt(project.issuer, token.value)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 4_100));
    expect((await api.as(token.value).call("GET", "/projects")).status).toBe(401);
    expect(await clientsAt(project.issuer, token.value)).toBe(401);
  });

  it("works only from its networks", async () => {
    const token = await api.createToken({
      permissions: ["project:read", "clients:read"],
      allowed_cidrs: ["203.0.113.0/24"],
    });
    expect((await api.as(token.value).call("GET", "/projects")).status).toBe(403);
    expect(await clientsAt(project.issuer, token.value)).toBeGreaterThanOrEqual(401);
  });

  it("is refused everywhere within a second of its revocation", async () => {
    const token = await api.createToken({ permissions: ["project:read", "clients:read"] });
    expect(await clientsAt(project.issuer, token.value)).toBe(200);
    expect((await api.call("DELETE", `/personal-access-tokens/${token.id}`)).status).toBe(204);
    expect((await api.as(token.value).call("GET", "/projects")).status).toBe(401);
    const isGone = () => clientsAt(project.issuer, token.value).then((status) => status === 401);
    expect(await withinOneSecond(isGone)).toBe(true);
    expect((await api.call("DELETE", `/personal-access-tokens/${token.id}`)).status).toBe(204);
  });

  it("works in a project that is created later, unless it is limited", async () => {
    const wide = await api.createToken({ permissions: ["clients:read"] });
    const narrow = await api.createToken({
      permissions: ["clients:read"],
      project_ids: [project.id],
    });
    const later = await grantry.admin.createProject("Later");
    expect(await clientsAt(later.issuer, wide.value)).toBe(200);
    expect(await clientsAt(later.issuer, narrow.value)).toBe(401);
  });

  it("cannot make a token that does more than itself", async () => {
    const maker = await api.createToken({
      permissions: ["pats:write", "project:read"],
      project_ids: [project.id],
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const ask = (fields: Record<string, unknown>) =>
      api.as(maker.value).call("POST", "/personal-access-tokens", {
        name: `t ${Math.random()}`,
        permissions: ["project:read"],
        project_ids: [project.id],
        expires_at: new Date(Date.now() + 60_000).toISOString(),
        ...fields,
      });
    expect((await ask({})).status).toBe(201);
    expect((await ask({ permissions: ["clients:read"] })).status).toBe(403);
    expect((await ask({ project_ids: [other.id] })).status).toBe(403);
    expect((await ask({ expires_at: null })).status).toBe(403);
    const workspace = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    const path = `/workspaces/${workspace.body.workspace.id}/tokens`;
    expect((await api.as(maker.value).call("POST", path, { name: "w" })).status).toBe(403);
  });

  it("has a name of its own among its owner's tokens", async () => {
    const name = `name ${Math.random()}`;
    const body = { name, permissions: ["project:read"] };
    expect((await api.call("POST", "/personal-access-tokens", body)).status).toBe(201);
    expect((await api.call("POST", "/personal-access-tokens", body)).status).toBe(409);
  });

  it("has Ory's shape under projects and workspaces", async () => {
    const made = await api.call<Token>("POST", `/projects/${project.slug}/tokens`, {
      name: `ory ${Math.random()}`,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ project_id: project.id, owner_id: expect.any(String) });
    expect(await clientsAt(project.issuer, made.body.value)).toBe(200);
    expect(await clientsAt(other.issuer, made.body.value)).toBe(401);
    const path = `/projects/${project.id}/tokens`;
    const list = await api.call<Token[]>("GET", path);
    expect(list.body.map(({ id }) => id)).toContain(made.body.id);
    expect((await api.call("DELETE", `${path}/${made.body.id}`)).status).toBe(204);
    const after = await api.call<Token[]>("GET", path);
    expect(after.body.map(({ id }) => id)).not.toContain(made.body.id);
  });

  it("is read from the Authorization header only (RFC 6750 §2)", async () => {
    const anonymous = api.as(undefined);
    const query = `?access_token=${grantry.token}`;
    expect((await anonymous.call("GET", `/projects${query}`)).status).toBe(401);
    const answer = await anonymous.call("GET", "/projects");
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });
});
