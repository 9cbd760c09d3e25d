import type { AuditEvent, ListAuditEvents } from "@grantry/contracts";
import pg from "pg";
import { eventually } from "../jobs/eventually.js";
import type { CreatedProject } from "../support/admin-client.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { ControlApi, type Token } from "./control-api.js";

/** A system of its own: its control plane and its worker are killed. */
describe("writes made directly at a project's admin API", () => {
  let grantry: OwnGrantry;
  let api: ControlApi;
  let project: CreatedProject;
  let token: Token;

  beforeAll(async () => {
    grantry = await startGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    project = await grantry.admin.createProject("Direct");
    token = await api.createToken({
      permissions: ["clients:write", "clients:secrets", "keys:write", "tokens:read"],
      project_ids: [project.id],
    });
  });
  afterAll(() => grantry?.stop());

  const plane = (method: string, path: string, body?: unknown) =>
    new ControlApi(project.issuer, token.value).call<{ client_id: string; client_secret: string }>(
      method,
      path,
      body,
    );
  const eventsOf = async (target: string): Promise<AuditEvent[]> => {
    const path = `/audit-events?project_id=${project.id}&target=${encodeURIComponent(target)}`;
    return (await api.call<ListAuditEvents>("GET", path)).body.events.toReversed();
  };
  /** What the plane's database shows of the project. */
  const inProject = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
    const connectionString = grantry.facts.stores.planeDatabaseUrl;
    const client = new pg.Client({ connectionString, options: "-c role=grantry_plane" });
    await client.connect();
    try {
      await client.query("select set_config('grantry.project_id', $1, false)", [project.id]);
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const actionsOf = async (target: string) => (await eventsOf(target)).map(({ action }) => action);

  it("each leave one event with their actor and request ID, and no secret", async () => {
    const created = await plane("POST", "/admin/clients", { client_name: "Direct" });
    expect(created.status).toBe(201);
    const { client_id: id, client_secret: secret } = created.body;
    const patch = [{ op: "replace", path: "/client_name", value: "Renamed" }];
    await plane("PATCH", `/admin/clients/${id}`, patch);
    const rolled = await plane("POST", `/admin/clients/${id}/secrets/rotate`);
    await plane("DELETE", `/admin/clients/${id}`);
    await eventually(async () =>
      expect(await actionsOf(id)).toEqual([
        "clients.create",
        "clients.update",
        "clients.roll_secret",
        "clients.delete",
      ]),
    );
    const [first, second] = await eventsOf(id);
    expect(first?.actor).toMatchObject({
      type: "personal_access_token",
      id: token.id,
      label: expect.stringContaining(token.name),
    });
    expect(first?.request_id).toBe(created.headers.get("x-request-id"));
    expect(first?.address).toBeTruthy();
    expect(second?.after).toMatchObject({ client_name: "Renamed" });
    const text = JSON.stringify(await eventsOf(id));
    expect(text).not.toContain(secret);
    expect(text).not.toContain(rolled.body.client_secret);
  });

  it("are told whatever a client is called, and hold up no other event", async () => {
    const odd = await plane("POST", "/admin/clients", {
      client_name: "half \ud800",
      metadata: { "nul \0": "\0" },
    });
    const plain = await plane("POST", "/admin/clients", { client_name: "Plain" });
    expect(plain.status).toBe(201);
    await eventually(async () => expect(await actionsOf(plain.body.client_id)).toHaveLength(1));
    expect(odd.status).toBe(201);
    expect(await actionsOf(odd.body.client_id)).toEqual(["clients.create"]);
  });

  it("leave none when they are refused or only ask", async () => {
    expect((await plane("PUT", "/admin/clients/nobody", { client_name: "x" })).status).toBe(404);
    await plane("POST", "/admin/oauth2/introspect", undefined);
    const ended = await plane("DELETE", "/admin/oauth2/auth/sessions/login?subject=somebody");
    expect(ended.status).toBe(403);
    const last = await plane("POST", "/admin/clients", { client_name: "Last" });
    await eventually(async () => expect(await actionsOf(last.body.client_id)).toHaveLength(1));
    expect(await eventsOf("nobody")).toEqual([]);
    expect(await eventsOf("somebody")).toEqual([]);
  });

  it("arrive once when control plane and worker were gone meanwhile", async () => {
    grantry.kill("control-plane");
    grantry.kill("worker");
    const created = await Promise.all(
      ["a", "b", "c"].map((name) => plane("POST", "/admin/clients", { client_name: name })),
    );
    await grantry.ready();
    const ids = created.map(({ body }) => body.client_id);
    for (const id of ids) {
      await eventually(async () => expect(await actionsOf(id)).toEqual(["clients.create"]));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (const id of ids) expect(await actionsOf(id)).toEqual(["clients.create"]);
  });

  it("stand with their event or not at all when the data plane is killed in the middle", async () => {
    const answered: string[] = [];
    const rename = async (id: string, turn: number) => {
      const patch = [{ op: "replace", path: "/client_name", value: `Killed ${turn}` }];
      await plane("PATCH", `/admin/clients/${id}`, patch);
    };
    const writeOn = async (until: { isOver: boolean }) => {
      while (!until.isOver) {
        const created = await plane("POST", "/admin/clients", { client_name: "Killed" });
        if (created.status !== 201) continue;
        answered.push(created.body.client_id);
        await rename(created.body.client_id, 1);
        await rename(created.body.client_id, 2);
      }
    };
    for (const milliseconds of [90, 160]) {
      const until = { isOver: false };
      const writers = Array.from({ length: 8 }, () => writeOn(until).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      grantry.kill("data-plane");
      until.isOver = true;
      await Promise.all(writers);
      await grantry.ready();
    }
    const written = await inProject<{ client_id: string; revision: number }>(
      "select client_id, revision from plane.clients where client_name like 'Killed%'",
    );
    const told = await inProject<{ target_id: string; actions: string[] }>(
      `select target_id, array_agg(action order by finished_at, action) as actions
         from plane.admin_events where finished_at is not null group by target_id`,
    );
    const toldOf = new Map(told.map(({ target_id: id, actions }) => [id, actions]));
    expect(answered.length).toBeGreaterThan(0);
    expect(written.map((each) => each.client_id)).toEqual(expect.arrayContaining(answered));
    for (const { client_id: id, revision } of written) {
      const updates = Array.from({ length: revision - 1 }, () => "clients.update");
      expect(toldOf.get(id)).toEqual(["clients.create", ...updates]);
    }
    const last = written.at(-1);
    await eventually(async () =>
      expect(await actionsOf(last?.client_id ?? "")).toHaveLength(last?.revision ?? 0),
    );
  });

  it("of one moment are as many as the project may have, each with its event", async () => {
    const path = `/projects/${project.id}/limits`;
    const before = await inProject("select 1 from plane.clients");
    await api.call("PUT", path, { clients: before.length + 3 });
    // A plane hears of a change within a second.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const name = "Of one moment";
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => plane("POST", "/admin/clients", { client_name: name })),
    );
    await api.call("PUT", path, {});
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
    const told = await inProject<{ target_id: string }>(
      "select target_id from plane.admin_events where after::text like '%Of one moment%'",
    );
    expect(told.map((each) => each.target_id).toSorted()).toEqual(
      created.map(({ body }) => body.client_id).toSorted(),
    );
  });

  it("made through a project's file show no secret", async () => {
    const client = { client_id: "from-a-file", client_name: "From a file" };
    const plain = new ControlApi(project.issuer, grantry.token);
    const applied = await plain.call<{ issued_secrets: { client_secret: string }[] }>(
      "PUT",
      "/admin/client-set",
      { clients: [client] },
    );
    expect(applied.status).toBe(200);
    const [event] = await inProject<{ after: unknown }>(
      "select after from plane.admin_events where action = 'clients.apply'",
    );
    expect(event?.after).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({ client_id: "from-a-file", action: "create" }),
      ]),
    });
    expect(JSON.stringify(event)).not.toContain(applied.body.issued_secrets[0]?.client_secret);
  });

  it("cannot be changed on the plane before they are told, by any role", async () => {
    const { planeDatabaseUrl } = grantry.facts.stores;
    for (const role of ["grantry_plane", "grantry_provisioner", undefined]) {
      const client = new pg.Client({
        connectionString: planeDatabaseUrl,
        ...(role && { options: `-c role=${role}` }),
      });
      await client.connect();
      try {
        await client.query("select set_config('grantry.project_id', $1, false)", [project.id]);
        for (const statement of [
          "update plane.admin_events set action = 'x'",
          "update plane.admin_events set collected_at = null",
          "truncate plane.admin_events",
        ]) {
          await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
        }
      } finally {
        await client.end();
      }
    }
  });
});
