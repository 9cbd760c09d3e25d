import type { Applied, Plan, ProjectFile } from "@grantry/contracts";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";

const WEB = {
  client_id: "web",
  client_name: "Web",
  grant_types: ["authorization_code", "refresh_token"],
  redirect_uris: ["https://app.example/callback"],
  scope: "openid offline",
};
const MACHINE = { client_id: "machine", grant_types: ["client_credentials"], scope: "" };
const FILE = {
  version: 1,
  project: { name: "Photos" },
  configuration: { oauth2: { ttl: { access_token: "30m0s" } } },
  branding: { registration_enabled: false },
  clients: [MACHINE, WEB],
} as const;

describe("a project as one file (contract §5)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let path: string;
  let issuer: string;
  let id: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  beforeEach(async () => {
    ({ id, issuer } = await grantry.admin.createProject("A file"));
    path = `/projects/${id}`;
  });

  const plan = async (file: unknown) => (await api.call<Plan>("POST", `${path}/plan`, file)).body;
  const applyAnswer = <Body = Applied>(file: unknown, more: object = {}) =>
    api.call<Body>("POST", `${path}/apply`, { file, ...more });
  const apply = async (file: unknown, more: object = {}) => {
    const answer = await applyAnswer(file, more);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const exported = async () => (await api.call<ProjectFile>("GET", `${path}/export`)).body;
  const clientIds = async () => {
    const answer = await api.call<{ client_id: string }[]>("GET", `${path}/admin/clients`);
    return answer.body.map((client) => client.client_id).toSorted();
  };

  it("tells what applying it would do, and changes nothing", async () => {
    const before = await exported();
    const made = await plan(FILE);
    expect(made.summary).toEqual({ create: 2, update: 3, delete: 0 });
    expect(made.changes.map(({ section, action, label }) => [section, action, label])).toEqual([
      ["project", "update", "Photos"],
      ["configuration", "update", "Photos"],
      ["branding", "update", "Photos"],
      ["clients", "create", "machine"],
      ["clients", "create", "Web"],
    ]);
    expect(made.changes[1]?.difference).toEqual([
      { path: "/oauth2/ttl/access_token", kind: "added", after: "30m0s", hidden: false },
    ]);
    expect(made.effects.map(({ code }) => code)).toContain("access_token_lifetime_shorter");
    expect(made.drift).toBeNull();
    expect(await exported()).toEqual(before);
  });

  it("is applied whole, once: the second time there is nothing to do", async () => {
    const { plan: name } = await plan(FILE);
    const applied = await apply(FILE, { plan: name, note: "From a file" });
    expect(applied).toMatchObject({ applied: true, revision: { number: 2 } });
    expect(applied.serving_revision).toEqual(applied.revision);
    expect(applied.issued_secrets.map((issued) => issued.id)).toEqual(["machine", "web"]);
    const [machine] = applied.issued_secrets;
    const token = async () => {
      const answer = await grantry.fetch(`${issuer}/oauth2/token`, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: `Basic ${btoa(`machine:${machine?.secret}`)}`,
        },
        body: "grant_type=client_credentials",
      });
      const { expires_in: seconds } = (await answer.json()) as { expires_in?: number };
      return (seconds ?? 0) > 1_000 && (seconds ?? 0) <= 1_800;
    };
    expect(await withinOneSecond(token)).toBe(true);
    const again = await apply(FILE);
    expect(again).toMatchObject({ applied: false, changes: [], issued_secrets: [] });
    const history = await api.call("GET", `${path}/revisions`);
    expect(history.body).toMatchObject({ revisions: [{ note: "From a file" }, { number: 1 }] });
    const events = await api.call("GET", `/audit-events?project_id=${id}&action=project.apply`);
    expect(events.body).toMatchObject({ events: [{ after: { summary: applied.summary } }] });
    expect(JSON.stringify(events.body)).not.toContain(machine?.secret ?? "?");
  });

  it("gives back what was applied when it is exported, without secrets", async () => {
    const salt = "a salt of some length";
    const value = "what the hook is shown";
    const auth = { type: "api_key", config: { in: "header", name: "X-Key", value } };
    const oauth2 = {
      oidc: { subject_identifiers: { pairwise: { salt } } },
      oauth2: { token_hook: { url: "https://hook.example/ask", auth } },
    };
    const event_streams = [
      { https_endpoint: "https://example.com/events", types: ["client.created"] },
    ];
    const applied = await apply({ ...FILE, configuration: { oauth2 }, event_streams });
    expect(applied.issued_secrets).toHaveLength(3);
    const file = await exported();
    expect(file.clients).toMatchObject([MACHINE, WEB]);
    expect(file).toMatchObject({ branding: FILE.branding, event_streams, roles: [] });
    expect(await plan(file)).toMatchObject({ changes: [] });
    const text = JSON.stringify(file);
    for (const secret of [salt, value]) expect(text).not.toContain(secret);
    for (const { secret } of applied.issued_secrets) expect(text).not.toContain(secret);
    const part = await api.call<ProjectFile>("GET", `${path}/export?sections=branding`);
    expect(part.body).toEqual({ version: 1, branding: { registration_enabled: false } });
  });

  it("is refused when the project or the file is not what the plan was made of", async () => {
    const { plan: name } = await plan(FILE);
    const other = { ...FILE, branding: {} };
    const refused = await applyAnswer<ErrorAnswer>(other, { plan: name });
    expect([refused.status, refused.body.error.id]).toEqual([409, "stale_plan"]);
    expect(refused.body.error.details).toEqual({ changed: "file" });
    await api.call("POST", `${path}/admin/clients`, { client_id: "by-hand" });
    const stale = await applyAnswer<ErrorAnswer>(FILE, { plan: name });
    expect(stale.body.error).toMatchObject({ id: "stale_plan", details: { changed: "project" } });
    expect(await clientIds()).toEqual(["by-hand"]);
  });

  it("tells what was changed since by something else than a file", async () => {
    await apply(FILE);
    expect((await plan(FILE)).drift?.changes).toEqual([]);
    const value = "50m0s";
    const at = "/services/oauth2/config/ttl/access_token";
    await api.call("PATCH", path, [{ op: "replace", path: at, value }]);
    await api.call("POST", `${path}/admin/clients`, { client_id: "by-hand" });
    const made = await plan(FILE);
    expect(made.drift?.changes).toMatchObject([
      {
        section: "configuration",
        difference: [{ path: "/oauth2/ttl/access_token", after: value }],
      },
      { section: "clients", action: "create", id: "by-hand" },
    ]);
    expect(made.changes).toMatchObject([
      { section: "configuration", action: "update" },
      { section: "clients", action: "delete", id: "by-hand" },
    ]);
    expect(made.effects[0]?.message).toContain("Deletes by-hand");
    await apply(FILE, { plan: made.plan });
    expect(await clientIds()).toEqual(["machine", "web"]);
  });

  it("changes nothing when one part of it is refused", async () => {
    const before = await exported();
    const clients = [WEB, { ...MACHINE, redirect_uris: ["no address"] }];
    const refused = await applyAnswer<ErrorAnswer>({ ...FILE, clients });
    expect(refused.status).toBe(400);
    expect(refused.body.error.reason).toContain("The client machine");
    expect(await exported()).toEqual(before);
    const wrong = { ...FILE, configuration: { oauth2: { ttl: { access_token: "forever" } } } };
    expect((await applyAnswer(wrong)).status).toBe(400);
    expect(await exported()).toEqual(before);
  });

  it.each([
    ["a secret", { version: 1, clients: [{ ...WEB, client_secret: "a secret" }] }, "no secrets"],
    ["a client without id", { version: 1, clients: [{ client_name: "x" }] }, "client_id"],
    ["an unknown section", { version: 1, client: [] }, "no client here"],
    ["no version", { clients: [] }, "version: 1"],
  ])("is refused with %s", async (_what, file, words) => {
    const refused = await api.call<ErrorAnswer>("POST", `${path}/plan`, file);
    expect(refused.status).toBe(400);
    expect(refused.body.error.reason).toContain(words);
  });

  it("reads clients under the configuration that comes with them", async () => {
    const oidc = {
      subject_identifiers: {
        supported_types: ["public", "pairwise"],
        pairwise: { salt: "a salt of some length" },
      },
    };
    const file = {
      version: 1,
      configuration: { oauth2: { oidc } },
      clients: [{ ...WEB, subject_type: "pairwise" }],
    };
    expect(await apply(file)).toMatchObject({ applied: true });
  });

  it("keeps event streams, told apart by their addresses", async () => {
    const stream = { https_endpoint: "https://example.com/events", types: ["client.created"] };
    const applied = await apply({ version: 1, event_streams: [stream] });
    expect(applied.issued_secrets).toMatchObject([{ section: "event_streams" }]);
    const paused = { ...stream, status: "paused", description: "Paused by file" };
    expect((await plan({ version: 1, event_streams: [paused] })).changes).toMatchObject([
      { section: "event_streams", action: "update", id: stream.https_endpoint },
    ]);
    await apply({ version: 1, event_streams: [paused] });
    expect((await exported()).event_streams).toEqual([paused]);
    const emptied = await apply({ version: 1, event_streams: [] });
    expect(emptied.summary).toEqual({ create: 0, update: 0, delete: 1 });
  });

  it("asks for the permission of each section, and reaches no other project", async () => {
    const as = async (...permissions: string[]) =>
      api.as((await api.createToken({ permissions, project_ids: [id] })).value);
    const reader = await as("config:read", "clients:read", "streams:read");
    expect((await reader.call("POST", `${path}/plan`, FILE)).status).toBe(200);
    for (const [file, permission] of [
      [{ version: 1, clients: [WEB] }, "clients:write"],
      [{ version: 1, branding: FILE.branding }, "config:write"],
      [{ version: 1, project: FILE.project }, "project:write"],
    ] as const) {
      const refused = await reader.call<ErrorAnswer>("POST", `${path}/apply`, { file });
      expect([refused.status, refused.body.error.details]).toEqual([403, { permission }]);
    }
    const blind = await as("config:read");
    expect((await blind.call("GET", `${path}/export`)).status).toBe(403);
    expect((await blind.call("GET", `${path}/export?sections=branding`)).status).toBe(200);
    const withoutSecrets = await as("config:read", "clients:write");
    const file = { version: 1, clients: [WEB] };
    const create = await withoutSecrets.call<ErrorAnswer>("POST", `${path}/apply`, { file });
    expect(create.status).toBe(403);
    expect(await clientIds()).toEqual([]);
    const { id: elsewhere } = await grantry.admin.createProject("Elsewhere");
    for (const [method, route, body] of [
      ["GET", "export", undefined],
      ["POST", "plan", FILE],
      ["POST", "apply", { file: FILE }],
    ] as const) {
      const answer = await reader.call(method, `/projects/${elsewhere}/${route}`, body);
      expect(answer.status).toBe(404);
    }
  });

  it("leaves the clients of every other project alone", async () => {
    const other = await grantry.admin.createProject("Another");
    const theirs = { path: `/projects/${other.id}` };
    await api.call("POST", `${theirs.path}/apply`, { file: { version: 1, clients: [WEB] } });
    const before = await api.call("GET", `${theirs.path}/admin/clients/web`);
    await apply({ version: 1, clients: [{ ...WEB, client_name: "Mine" }] });
    await apply({ version: 1, clients: [] });
    expect((await api.call("GET", `${theirs.path}/admin/clients/web`)).body).toEqual(before.body);
  });

  it("gives a repeated request its first answer, without the secrets", async () => {
    const key = { "idempotency-key": `file-${id}` };
    const body = { file: FILE };
    const first = await api.call<Applied>("POST", `${path}/apply`, body, key);
    const repeated = await api.call("POST", `${path}/apply`, body, key);
    expect(repeated.headers.get("idempotency-replayed")).toBe("true");
    const { issued_secrets: issued, ...rest } = first.body;
    expect(issued).toHaveLength(2);
    expect(repeated.body).toEqual(rest);
  });
});
