import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";

interface Project {
  id: string;
  slug: string;
  name: string;
  revision_id: string;
  state: string;
  issuer: string;
  services: { oauth2: { config: Record<string, unknown> } };
}

interface Update {
  project: Project;
  warnings: { code: number; message: string }[];
}

describe("projects (contract §5)", () => {
  let grantry: Grantry;
  let api: ControlApi;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });

  const create = async (fields: Record<string, unknown> = {}) =>
    (await api.call<Project>("POST", "/projects", { name: "A project", ...fields })).body;
  const discoveryStatus = async (issuer: string) =>
    (await grantry.fetch(`${issuer}/.well-known/openid-configuration`)).status;

  it("answers discovery when the creation returns", async () => {
    const answer = await api.call<Project>("POST", "/projects", { name: "Ready" });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ state: "running", environment: "dev", name: "Ready" });
    expect(answer.body.slug).toMatch(/^[a-z]+-[a-z]+-[0-9a-z]{10}$/);
    expect(await discoveryStatus(grantry.addresses.issuer(answer.body.slug))).toBe(200);
  });

  it("is found by id and by slug, and stands in the lists", async () => {
    const project = await create();
    for (const path of [`/projects/${project.id}`, `/projects/${project.slug}`]) {
      expect((await api.call<Project>("GET", path)).body.id).toBe(project.id);
    }
    const list = await api.call<Project[]>("GET", "/projects");
    expect(list.body.map(({ id }) => id)).toContain(project.id);
    const { body } = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    const page = await api.call<{ projects: Project[]; has_next_page: boolean }>(
      "GET",
      `/workspaces/${body.workspace.id}/projects?page_size=1`,
    );
    expect(page.body.projects).toHaveLength(1);
  });

  it("never shows the built-in console project", async () => {
    const list = await api.call<Project[]>("GET", "/projects");
    expect(list.body.map(({ slug }) => slug)).not.toContain("console");
    for (const name of ["console", "00000000-0000-4000-8000-000000000001"]) {
      expect((await api.call("GET", `/projects/${name}`)).status).toBe(404);
      expect((await api.call("DELETE", `/projects/${name}`)).status).toBe(404);
    }
  });

  it("takes a JSON Patch whole or not at all (RFC 6902 §5)", async () => {
    const project = await create({ name: "Before" });
    const path = `/projects/${project.id}`;
    const refused = await api.call<ErrorAnswer>("PATCH", path, [
      { op: "replace", path: "/name", value: "After" },
      { op: "replace", path: "/slug", value: "mine" },
    ]);
    expect(refused.status).toBe(400);
    expect((await api.call<Project>("GET", path)).body).toMatchObject({
      name: "Before",
      revision_id: project.revision_id,
    });
    const taken = await api.call<Update>("PATCH", path, [
      { op: "test", path: "/name", value: "Before" },
      { op: "replace", path: "/name", value: "After" },
      { op: "replace", path: "/services/oauth2/config/ttl/access_token", value: "2h0m0s" },
      { op: "add", path: "/services/oauth2/config/serve", value: { port: 1 } },
    ]);
    expect(taken.status).toBe(200);
    expect(taken.body.project.name).toBe("After");
    expect(taken.body.project.services.oauth2.config).toMatchObject({
      ttl: { access_token: "2h0m0s" },
    });
    expect(taken.body.warnings.map(({ message }) => message).join()).toContain("serve.port");
  });

  it("refuses values that cannot work and names their places", async () => {
    const project = await create();
    const answer = await api.call<ErrorAnswer>("PATCH", `/projects/${project.id}`, [
      { op: "add", path: "/services/oauth2/config/ttl", value: { auth_code: "1h" } },
      { op: "add", path: "/services/oauth2/config/urls", value: { login: "javascript:alert(1)" } },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toEqual({
      fields: [
        { path: "services.oauth2.config.ttl.auth_code", message: expect.any(String) },
        { path: "services.oauth2.config.urls.login", message: expect.any(String) },
      ],
    });
  });

  it("answers 409 for a stale revision and 412 for a stale If-Match", async () => {
    const project = await create();
    const rename = (value: string) => [{ op: "replace", path: "/name", value }];
    const path = `/projects/${project.id}/revision/${project.revision_id}`;
    expect((await api.call("PATCH", path, rename("One"))).status).toBe(200);
    const stale = await api.call<ErrorAnswer>("PATCH", path, rename("Two"));
    expect([stale.status, stale.body.error.id]).toEqual([409, "stale_revision"]);
    const match = { "if-match": `"${project.revision_id}"` };
    const other = await api.call("PATCH", `/projects/${project.id}`, rename("Three"), match);
    expect(other.status).toBe(412);
    const read = await api.call<Project>("GET", `/projects/${project.id}`);
    const fresh = { "if-match": read.headers.get("etag") ?? "" };
    const last = await api.call("PATCH", `/projects/${project.id}`, rename("Four"), fresh);
    expect(last.status).toBe(200);
  });

  it("lets one of many simultaneous changes of a revision win", async () => {
    const project = await create();
    const path = `/projects/${project.id}/revision/${project.revision_id}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        api.call("PATCH", path, [{ op: "replace", path: "/name", value: `Name ${index}` }]),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });

  it("never sends back a value that is only written", async () => {
    const project = await create();
    const path = "/services/oauth2/config/oidc/subject_identifiers/pairwise/salt";
    const patch = [{ op: "add", path, value: "a salt of some length" }];
    const changed = await api.call<Update>("PATCH", `/projects/${project.id}`, patch);
    expect(changed.status).toBe(200);
    expect(JSON.stringify(changed.body)).not.toContain("a salt of some length");
    const events = await api.call("GET", `/audit-events?project_id=${project.id}`);
    expect(JSON.stringify(events.body)).not.toContain("a salt of some length");
  });

  it("halts and resumes within a second", async () => {
    const project = await create();
    const issuer = grantry.addresses.issuer(project.slug);
    const set = (value: string) =>
      api.call("PATCH", `/projects/${project.id}`, [{ op: "replace", path: "/state", value }]);
    expect((await set("halted")).status).toBe(200);
    const answers = (status: number) => async () => (await discoveryStatus(issuer)) === status;
    expect(await withinOneSecond(answers(503))).toBe(true);
    expect((await set("running")).status).toBe(200);
    expect(await withinOneSecond(answers(200))).toBe(true);
  });

  it("stops answering within a second of its deletion and is found by nobody", async () => {
    const project = await create();
    const issuer = grantry.addresses.issuer(project.slug);
    expect((await api.call("DELETE", `/projects/${project.id}`)).status).toBe(204);
    expect(await withinOneSecond(async () => (await discoveryStatus(issuer)) === 404)).toBe(true);
    expect((await api.call("GET", `/projects/${project.id}`)).status).toBe(404);
    expect((await api.call("DELETE", `/projects/${project.id}`)).status).toBe(404);
  });
});
