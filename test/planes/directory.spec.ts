import { setTimeout as pause } from "node:timers/promises";
import type { DataPlane, ProjectMove } from "@grantry/contracts";
import { RelyingParty, tokensOf } from "../oauth2/relying-party.js";
import { ControlApi, type ErrorAnswer } from "../control/control-api.js";
import { makeSecondWorkspace } from "../control/second-workspace.js";
import type { CreatedProject } from "../support/admin-client.js";
import { createFurtherPlane } from "../support/engines.js";
import { sharedEngines } from "../support/coordinator.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";

jest.setTimeout(180_000);

let grantry: OwnGrantry;
let api: ControlApi;
beforeAll(async () => {
  grantry = await startGrantry({ furtherPlanes: 1 });
  api = new ControlApi(grantry.addresses.api, grantry.token);
});
afterAll(() => grantry?.stop());

type Placed = CreatedProject & { data_plane: string };

async function eventually<Value>(
  read: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const value = await read();
    if (holds(value)) return value;
    await pause(200);
  }
  throw new Error(`did not come: ${JSON.stringify(await read())}`);
}

const planes = async () => (await api.call<DataPlane[]>("GET", "/data-planes")).body;

async function createProject(): Promise<Placed> {
  const project = (await grantry.admin.createProject("Placed")) as Placed;
  const discovery = `${project.issuer}/.well-known/openid-configuration`;
  await eventually(
    () => grantry.fetch(discovery),
    ({ status }) => status === 200,
  );
  return project;
}

async function move(project: Placed, to: string): Promise<ProjectMove> {
  const asked = await api.call("POST", `/projects/${project.id}/move`, { data_plane_id: to });
  expect(asked.status).toBe(202);
  const moved = await eventually(
    async () => (await api.call<ProjectMove>("GET", `/projects/${project.id}/move`)).body,
    ({ finished_at: finished }) => finished !== null,
  );
  expect(moved).toMatchObject({ state: "finished", to_data_plane: to });
  return moved;
}

describe("the directory of data planes (console §6.22)", () => {
  test("lists every plane with its health, and shows nobody the address of a database", async () => {
    const listed = await eventually(planes, (all) => all.every(({ state }) => state === "healthy"));
    expect(listed.map(({ id }) => id)).toEqual(["plane-1", "plane-2"]);
    expect(listed[1]).toMatchObject({
      region: "global",
      database: { source: "GRANTRY_DATA_PLANE_2_DATABASE_URL", state: "healthy" },
      accepts_new: true,
      capacity: null,
    });
    expect(JSON.stringify(listed)).not.toContain("postgres://");
    expect((await api.call("GET", "/data-planes/plane-2")).body).toHaveProperty("history");
  });

  test("registers a plane whose database is ready, and forgets it while nothing lives there", async () => {
    const databaseUrl = await createFurtherPlane(sharedEngines(), grantry.facts.stores, 9);
    const plane = {
      id: "plane-own",
      name: "Its own",
      region: "eu",
      addresses: ["http://127.0.0.1:1/"],
      database_url: databaseUrl,
    };
    const registered = await api.call<DataPlane>("POST", "/data-planes", plane);
    expect([registered.status, registered.body.database.source]).toEqual([201, "registered"]);
    expect((await api.call("POST", "/data-planes", plane)).status).toBe(409);
    const unready = { ...plane, id: "plane-un", database_url: grantry.facts.stores.databaseUrl };
    expect((await api.call("POST", "/data-planes", unready)).status).toBe(400);
    const changed = await api.call("PATCH", "/data-planes/plane-own", { capacity: 1 });
    expect(changed.body).toMatchObject({ capacity: 1, headroom: 1 });
    expect((await api.call("DELETE", "/data-planes/plane-own")).status).toBe(204);
    expect((await api.call("DELETE", "/data-planes/plane-2")).status).toBe(409);
    const { body } = await api.call<{ events: { action: string }[] }>("GET", "/audit-events");
    expect(body.events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["data_plane.register", "data_plane.update", "data_plane.unregister"]),
    );
  });

  test("is changed by the workspace that runs the installation and by nobody else", async () => {
    const { token } = await makeSecondWorkspace(grantry);
    const other = api.as(token);
    const seen = await other.call<DataPlane[]>("GET", "/data-planes");
    expect(seen.body.map(({ processes }) => processes)).toEqual([[], []]);
    const change = { accepts_new: false };
    expect((await other.call("PATCH", "/data-planes/plane-2", change)).status).toBe(403);
    expect((await other.call("DELETE", "/data-planes/plane-2")).status).toBe(403);
    const project = await createProject();
    const to = { data_plane_id: "plane-2" };
    expect((await other.call("POST", `/projects/${project.id}/move`, to)).status).toBe(404);
    expect((await other.call("GET", `/projects/${project.id}/move`)).status).toBe(404);
    const reader = await api.createToken({ permissions: ["planes:read", "project:read"] });
    const weak = api.as(reader.value);
    expect((await weak.call("GET", "/data-planes")).status).toBe(200);
    expect((await weak.call("PATCH", "/data-planes/plane-2", change)).status).toBe(403);
    expect((await weak.call("POST", `/projects/${project.id}/move`, to)).status).toBe(403);
    expect((await api.as(undefined).call("GET", "/data-planes")).status).toBe(401);
  });
});

describe("a new project", () => {
  test("goes to the plane with most room, and serves there", async () => {
    const accept = (id: string, accepts: boolean) =>
      api.call("PATCH", `/data-planes/${id}`, { accepts_new: accepts });
    await accept("plane-1", false);
    const project = await createProject();
    expect(project.data_plane).toBe("plane-2");
    const client = await RelyingParty.register({ grantry, project, issuer: project.issuer });
    expect(await client.tokens()).toHaveProperty("refresh_token");
    await accept("plane-2", false);
    const refused = await api.call<ErrorAnswer>("POST", "/projects", { name: "Nowhere" });
    await accept("plane-1", true);
    await accept("plane-2", true);
    expect([refused.status, refused.body.error.id]).toEqual([503, "unavailable"]);
    const elsewhere = { name: "Elsewhere", home_region: "us" };
    expect((await api.call("POST", "/projects", elsewhere)).status).toBe(400);
  });
});

describe("a project that moves under load", () => {
  test("loses no refresh token, doubles none, and answers introspection all along", async () => {
    const project = await createProject();
    const from = project.data_plane;
    const to = from === "plane-1" ? "plane-2" : "plane-1";
    const tenant = { grantry, project, issuer: project.issuer };
    const clients = await Promise.all([1, 2, 3].map(() => RelyingParty.register(tenant)));
    const families = await Promise.all(
      [...clients, ...clients].map(async (client) => ({ client, tokens: await client.tokens() })),
    );
    const keys = await (await grantry.fetch(`${project.issuer}/.well-known/jwks.json`)).text();
    let isOver = false;
    const counts = { rotated: 0, paused: 0, introspected: 0 };
    const wrong: unknown[] = [];
    const rotate = async (family: (typeof families)[number]): Promise<void> => {
      while (!isOver) {
        const answer = await family.client.refresh(family.tokens.refresh_token);
        if (answer.status === 200) {
          family.tokens = tokensOf(answer);
          counts.rotated += 1;
        } else if (answer.status === 503) {
          counts.paused += 1;
          await pause(50);
        } else wrong.push(answer);
      }
    };
    const watch = async (client: RelyingParty): Promise<void> => {
      const { access_token: token } = await client.tokens();
      while (!isOver) {
        const found = await client.introspect(token).catch((error: unknown) => ({ error }));
        if (!("active" in found && found.active === true)) wrong.push(found);
        counts.introspected += 1;
        await pause(5);
      }
    };
    const load = Promise.all([...families.map(rotate), ...clients.map(watch)]);
    await pause(500);
    const away = await move(project, to);
    await pause(300);
    const back = await move(project, from);
    await pause(300);
    isOver = true;
    await load;
    expect(wrong).toEqual([]);
    expect(counts.rotated).toBeGreaterThan(families.length);
    for (const moved of [away, back]) expect(moved.paused_milliseconds).toBeLessThan(20_000);
    for (const { client, tokens } of families) {
      expect(await client.isAlive(tokens.access_token)).toBe(true);
      const next = tokensOf(await client.refresh(tokens.refresh_token));
      expect(next.refresh_token).not.toBe(tokens.refresh_token);
    }
    const after = await grantry.fetch(`${project.issuer}/.well-known/jwks.json`);
    expect(await after.text()).toBe(keys);
  });

  test("is finished by the next control plane when the first one is killed", async () => {
    const project = await createProject();
    const client = await RelyingParty.register({ grantry, project, issuer: project.issuer });
    const { refresh_token: token } = await client.tokens();
    const to = project.data_plane === "plane-1" ? "plane-2" : "plane-1";
    const asked = await api.call("POST", `/projects/${project.id}/move`, { data_plane_id: to });
    expect(asked.status).toBe(202);
    for (let kill = 0; kill < 2; kill += 1) {
      await pause(200 + 300 * kill);
      grantry.kill("control-plane");
      await grantry.ready();
    }
    await eventually(
      async () => (await api.call<ProjectMove>("GET", `/projects/${project.id}/move`)).body,
      ({ state }) => state === "finished",
    );
    const answer = await eventually(
      () => client.refresh(token),
      ({ status }) => status !== 503,
    );
    expect(tokensOf(answer).refresh_token).not.toBe(token);
    const { body } = await api.call<Placed>("GET", `/projects/${project.id}`);
    expect(body.data_plane).toBe(to);
  });
});
