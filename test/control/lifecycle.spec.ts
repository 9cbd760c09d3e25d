import type { ListDeletedProjects } from "@grantry/contracts";
import { inDatabase } from "../support/engines.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, withinOneSecond } from "./control-api.js";

interface Project {
  id: string;
  slug: string;
  name: string;
  state: string;
  revision_id: string;
}

describe("the life of a project (console §6.24)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let workspaceId: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    const { body } = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    workspaceId = body.workspace.id;
  });

  const fresh = async () => {
    const project = await grantry.admin.createProject("Lives on");
    const plane = new ControlApi(project.issuer, grantry.token);
    const client = await plane.call<{ client_id: string; client_secret: string }>(
      "POST",
      "/admin/clients",
      {
        client_name: "Kept",
        grant_types: ["client_credentials"],
        token_endpoint_auth_method: "client_secret_post",
      },
    );
    expect(client.status).toBe(201);
    return { project, plane, client: client.body };
  };
  const tokenOf = async (issuer: string, client: { client_id: string; client_secret: string }) => {
    const answer = await grantry.fetch(`${issuer}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client.client_id,
        client_secret: client.client_secret,
      }),
    });
    return { status: answer.status, body: (await answer.json()) as { access_token: string } };
  };
  /** What a project answers on each kind of path. */
  const everyPath = async (
    issuer: string,
    client: { client_id: string; client_secret: string },
    token: string,
  ): Promise<number[]> => {
    const { client_id, client_secret } = client;
    const bearer = { authorization: `Bearer ${grantry.token}` };
    const form = new URLSearchParams({ token });
    const answers = await Promise.all([
      grantry.fetch(`${issuer}/.well-known/openid-configuration`),
      grantry.fetch(`${issuer}/.well-known/jwks.json`),
      tokenOf(issuer, client),
      grantry.fetch(`${issuer}/oauth2/introspect`, {
        method: "POST",
        body: new URLSearchParams({ token, client_id, client_secret }),
      }),
      grantry.fetch(`${issuer}/admin/oauth2/introspect`, {
        method: "POST",
        headers: bearer,
        body: form,
      }),
      grantry.fetch(`${issuer}/admin/clients`, { headers: bearer }),
      grantry.fetch(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } }),
      grantry.fetch(`${issuer}/oauth2/auth?client_id=${client.client_id}`, { redirect: "manual" }),
      grantry.fetch(`${issuer}/ui/login`, { redirect: "manual" }),
    ]);
    return answers.map(({ status }) => status);
  };
  const answersEverywhere = (status: number, ask: () => Promise<number[]>) =>
    withinOneSecond(async () => (await ask()).every((each) => each === status));

  it("halted answers 503 and deleted 404 on every path within a second", async () => {
    const { project, client } = await fresh();
    const { access_token: token } = (await tokenOf(project.issuer, client)).body;
    const ask = () => everyPath(project.issuer, client, token);
    expect((await ask()).slice(0, 6)).toEqual([200, 200, 200, 200, 200, 200]);
    const halt = [{ op: "replace", path: "/state", value: "halted" }];
    expect((await api.call("PATCH", `/projects/${project.id}`, halt)).status).toBe(200);
    expect(await answersEverywhere(503, ask)).toBe(true);
    expect((await api.call("DELETE", `/projects/${project.id}`)).status).toBe(204);
    expect(await answersEverywhere(404, ask)).toBe(true);
    const restored = await api.call<Project>("POST", `/projects/${project.id}/restore`);
    expect(restored.body.state).toBe("halted");
  });

  it("restored has its issuer, keys, clients, secrets and tokens as they were", async () => {
    const { project, client } = await fresh();
    const keys = async () =>
      (await grantry.fetch(`${project.issuer}/.well-known/jwks.json`)).text();
    const before = await keys();
    const { access_token: token } = (await tokenOf(project.issuer, client)).body;
    await api.call("DELETE", `/projects/${project.id}`);
    const list = await api.call<ListDeletedProjects>(
      "GET",
      `/workspaces/${workspaceId}/deleted-projects`,
    );
    const [deleted] = list.body.projects;
    expect(deleted).toMatchObject({ id: project.id, slug: project.slug, state: "deleted" });
    const days = (Date.parse(deleted?.purge_at ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    const restored = await api.call<Project>("POST", `/projects/${project.slug}/restore`);
    expect([restored.status, restored.body.state]).toEqual([200, "running"]);
    expect(await withinOneSecond(async () => (await keys()) === before)).toBe(true);
    expect((await tokenOf(project.issuer, client)).status).toBe(200);
    const { client_id, client_secret } = client;
    const introspected = await grantry.fetch(`${project.issuer}/oauth2/introspect`, {
      method: "POST",
      body: new URLSearchParams({ token, client_id, client_secret }),
    });
    expect(await introspected.json()).toMatchObject({ active: true });
    expect((await api.call("POST", `/projects/${project.id}/restore`)).status).toBe(404);
  });

  it("purged is gone for good once its slug was repeated", async () => {
    const { project } = await fresh();
    const path = `/projects/${project.id}/purge`;
    expect((await api.call("POST", path, { confirm: project.slug })).status).toBe(404);
    await api.call("DELETE", `/projects/${project.id}`);
    expect((await api.call("POST", path, { confirm: "something else" })).status).toBe(400);
    expect((await api.call("POST", path, { confirm: project.slug })).status).toBe(204);
    expect((await api.call("POST", `/projects/${project.id}/restore`)).status).toBe(404);
    const list = await api.call<ListDeletedProjects>(
      "GET",
      `/workspaces/${workspaceId}/deleted-projects?page_size=500`,
    );
    expect(list.body.projects.map(({ id }) => id)).not.toContain(project.id);
    const left = await inDatabase(grantry.facts.stores.planeDatabaseUrl, async (client) => {
      await client.query("set role grantry_provisioner");
      const { rows } = await client.query("select 1 from plane.projects where project_id = $1", [
        project.id,
      ]);
      return rows;
    });
    expect(left).toEqual([]);
  });

  it("is deleted once however often the request is repeated with its Idempotency-Key", async () => {
    const { project } = await fresh();
    const key = { "idempotency-key": project.id };
    const path = `/projects/${project.id}`;
    const first = await api.call("DELETE", path, undefined, key);
    const second = await api.call("DELETE", path, undefined, key);
    expect([first.status, second.status]).toEqual([204, 204]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    const restore = await api.call<Project>("POST", `${path}/restore`, undefined, {
      "idempotency-key": `${project.id}-back`,
    });
    const again = await api.call<Project>("POST", `${path}/restore`, undefined, {
      "idempotency-key": `${project.id}-back`,
    });
    expect([restore.status, again.status]).toEqual([200, 200]);
    expect(again.body.id).toBe(project.id);
  });

  it("is refused to a token without project:delete", async () => {
    const { project } = await fresh();
    await api.call("DELETE", `/projects/${project.id}`);
    const reader = await api.createToken({ permissions: ["project:write", "workspace:read"] });
    const as = api.as(reader.value);
    expect((await as.call("POST", `/projects/${project.id}/restore`)).status).toBe(403);
    const confirm = { confirm: project.slug };
    expect((await as.call("POST", `/projects/${project.id}/purge`, confirm)).status).toBe(403);
    const list = await as.call("GET", `/workspaces/${workspaceId}/deleted-projects`);
    expect(list.status).toBe(200);
  });

  it("lets a reader ask whether anything changed (RFC 9110 §13.1.2)", async () => {
    const first = await api.call("GET", `/workspaces/${workspaceId}`);
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\/".+"$/);
    const path = `${grantry.addresses.api}/workspaces/${workspaceId}`;
    const headers = { authorization: `Bearer ${grantry.token}`, "if-none-match": tag };
    expect((await grantry.fetch(path, { headers })).status).toBe(304);
  });
});
