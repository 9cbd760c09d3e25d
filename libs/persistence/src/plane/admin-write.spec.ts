import { randomUUID } from "node:crypto";

import { aClient, aGrant, NOON } from "@grantry/oauth2/testing";

import { startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import { AdminWrite } from "./admin-write.js";
import type { AdminWriteFacts } from "./admin-write.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let projectId: string;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
beforeEach(async () => {
  projectId = await fixture.project();
});
afterAll(() => fixture.stop());

function aWrite(changes: Partial<AdminWriteFacts> = {}): AdminWrite {
  return new AdminWrite({
    id: randomUUID(),
    startedAt: NOON,
    actor: "token:t",
    actorLabel: "Ada",
    requestId: "a request",
    action: "clients.create",
    targetType: "clients",
    status: 201,
    ...changes,
  });
}

function storesFor(write: AdminWrite) {
  return fixture.plane.inProject(projectId, write);
}

/** The events of the project, as its audit log will read them, with the transaction of each. */
function events() {
  return execute<{ target_id: string; after: unknown; status: number; transaction: string }>(
    fixture.url,
    `select target_id, after, status, xmin::text as transaction from plane.admin_events
      where project_id = $1 and finished_at is not null and action = 'clients.create'
      order by target_id`,
    [projectId],
  );
}

describe("a write at an admin API", () => {
  test("leaves its event in the transaction of the clients of its moment", async () => {
    const clients = [aClient(), aClient(), aClient()];
    const outcomes = await Promise.all(
      clients.map((client) => {
        const write = aWrite();
        write.leaves(JSON.stringify({ client_id: client.clientId, note: "nul \0" }));
        return storesFor(write).clients.insert(client);
      }),
    );
    expect(outcomes).toEqual(["inserted", "inserted", "inserted"]);
    const ids = clients.map(({ clientId }) => clientId).toSorted();
    const told = await events();
    expect(told.map(({ target_id: id, after, status }) => ({ id, after, status }))).toEqual(
      ids.map((id) => ({ id, after: { client_id: id, note: "nul \0" }, status: 201 })),
    );
    const written = await execute<{ transaction: string }>(
      fixture.url,
      `select xmin::text as transaction from plane.clients where project_id = $1`,
      [projectId],
    );
    expect(new Set(written.map((each) => each.transaction))).toEqual(
      new Set(told.map((each) => each.transaction)),
    );
  });

  test("leaves its event with the first row that it writes, whatever that is", async () => {
    const client = aClient();
    const grants = [aGrant({ clientId: client.clientId }), aGrant({ clientId: client.clientId })];
    const stores = fixture.plane.inProject(projectId);
    await stores.clients.insert(client);
    for (const grant of grants) await stores.grants.insert(grant);
    const write = aWrite({ targetId: "everybody", status: 204 });
    write.leaves('{"left":true}');
    const told = storesFor(write);
    expect(await told.grants.revokeWhere({ clientId: client.clientId }, NOON)).toBe(2);
    expect(await told.clients.remove(client.clientId)).toBe("removed");
    expect(await events()).toMatchObject([
      { target_id: "everybody", after: { left: true }, status: 204 },
    ]);
    await stores.adminEvents.tell(write);
    expect(await events()).toHaveLength(1);
  });

  test("is named by what it makes where nobody knew before", async () => {
    const email = `${randomUUID()}@example.com`;
    const times = { createdAt: NOON, updatedAt: NOON };
    const identity = { id: randomUUID(), state: "active" as const, traits: { email }, ...times };
    const { identityAdministration } = storesFor(aWrite());
    await identityAdministration.insert({ identity }, "a hash");
    expect(await events()).toMatchObject([{ target_id: identity.id }]);
  });

  test("leaves none when nothing is written", async () => {
    const client = aClient();
    await fixture.plane.inProject(projectId).clients.insert(client);
    const told = storesFor(aWrite());
    expect(await told.clients.insert(client)).toBe("exists");
    expect(await told.clients.replace({ ...client, revision: 7 })).toBe("stale");
    expect(await told.clients.remove("nobody")).toBe("absent");
    expect(await told.clients.change({ inserted: [client], replaced: [], removed: [] })).toBe(
      "stale",
    );
    const full = await told.clients.insertWithin(aClient(), 1);
    expect([full, await told.clients.find(client.clientId)]).toEqual(["full", client]);
    expect(await events()).toEqual([]);
  });

  test("that loses a race leaves none, and the one that wins leaves one", async () => {
    const client = aClient();
    await fixture.plane.inProject(projectId).clients.insert(client);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        storesFor(aWrite({ targetId: String(index) })).clients.replace(client),
      ),
    );
    const winner = outcomes.indexOf("replaced");
    expect(outcomes.filter((outcome) => outcome === "replaced")).toHaveLength(1);
    expect(await events()).toMatchObject([{ target_id: String(winner) }]);
  });

  test("that fails leaves neither its event nor what it wrote", async () => {
    const odd = aClient({ clientId: "nul \0" });
    const good = aClient();
    const outcomes = await Promise.allSettled(
      [odd, good].map((client) => storesFor(aWrite()).clients.insert(client)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(await events()).toMatchObject([{ target_id: good.clientId }]);
  });

  test("is told by whoever has an odd name, too", async () => {
    const actorLabel = `nul \0${"\u{1f600}".repeat(600)}`;
    const client = aClient();
    const told = storesFor(aWrite({ actorLabel, userAgent: "half \ud800", targetId: "odd" }));
    expect(await told.clients.insert(client)).toBe("inserted");
    expect(await told.clients.remove(client.clientId)).toBe("removed");
    expect(await events()).toMatchObject([{ target_id: "odd" }]);
  });

  test("stays in its project", async () => {
    const stranger = await fixture.project();
    const write = aWrite();
    await fixture.plane.inProject(stranger, write).clients.insert(aClient());
    expect(await events()).toEqual([]);
  });
});

describe("new clients", () => {
  test("of one id at one moment are one", async () => {
    const { clients } = fixture.plane.inProject(projectId);
    const client = aClient();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => clients.insert(client)));
    expect(outcomes.toSorted()).toEqual(["exists", "exists", "exists", "exists", "inserted"]);
  });

  test("are no more than the project may have, of however many processes at once", async () => {
    const doors = [fixture.plane.inProject(projectId), fixture.provisioner.inProject(projectId)];
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () =>
        doors.map(({ clients }) => clients.insertWithin(aClient(), 10)),
      ).flat(),
    );
    expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === "full")).toHaveLength(50);
    const { clients } = fixture.plane.inProject(projectId);
    const { items } = await clients.list({ limit: 100 });
    expect(items).toHaveLength(10);
    const changes = { inserted: [aClient()], replaced: [], removed: items.slice(0, 1) };
    expect(await clients.changeWithin({ ...changes, removed: [] }, 10)).toBe("full");
    expect(await clients.changeWithin(changes, 10)).toBe("changed");
  });
});
