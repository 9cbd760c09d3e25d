import { randomUUID } from "node:crypto";

import { aClient, aGrant, aSession, NOON } from "@grantry/oauth2/testing";

import { aProject, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import type { ProvisionedStream } from "./event-store.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
afterAll(() => fixture.stop());

function aStream(changes: Partial<ProvisionedStream> = {}): ProvisionedStream {
  return {
    id: randomUUID(),
    endpoint: "https://example.com/events",
    types: [],
    paused: false,
    secret: Buffer.from("sealed"),
    previousSecret: null,
    previousSecretUntil: null,
    ...changes,
  };
}

async function told(projectId: string, streamId: string) {
  const { items } = await fixture.provisioner
    .inProject(projectId)
    .events.list({ streamId, limit: 100 });
  return items.toReversed().map(({ event }) => event);
}

async function typesTold(projectId: string, streamId: string) {
  return (await told(projectId, streamId)).map(({ type }) => type);
}

const soon = () => new Date(Date.now() + 60_000);

describe("events", () => {
  test("are told in the transaction that makes them, to streams of the project that want them", async () => {
    const [projectId, other] = [await fixture.project(), await fixture.project()];
    const [all, some, foreign] = [aStream(), aStream({ types: ["client.deleted"] }), aStream()];
    await fixture.provisioner.putEventStreams(projectId, [all, some]);
    await fixture.provisioner.putEventStreams(other, [foreign]);
    const { clients, grants, sessions, revocations } = fixture.plane.inProject(projectId);
    const [client, session] = [aClient(), aSession()];
    await clients.insert(client);
    await sessions.insert(session);
    const [used, taken, reused] = [aGrant(), aGrant({ subject: "anna" }), aGrant()];
    for (const grant of [used, taken, reused]) await grants.insert(grant);
    await grants.revoke(used.id, NOON);
    await grants.revoke(used.id, NOON);
    await grants.revokeWhere({ subject: "anna" }, NOON);
    await grants.revoke(reused.id, NOON, "reuse");
    await revocations.add("a-token", soon());
    await sessions.revoke(session.id, NOON);
    await clients.remove(client.clientId);
    expect(await typesTold(projectId, all.id)).toEqual([
      "client.created",
      "user.signed_in",
      "consent.granted",
      "consent.granted",
      "consent.granted",
      "token.revoked",
      "consent.revoked",
      "token.reuse_detected",
      "token.revoked",
      "user.signed_out",
      "client.deleted",
    ]);
    expect(await told(projectId, some.id)).toMatchObject([
      { type: "client.deleted", data: { client_id: client.clientId } },
    ]);
    expect(await typesTold(other, foreign.id)).toEqual([]);
  });

  test("tell of the project itself and of its keys", async () => {
    const project = aProject();
    await fixture.provisioner.putProject(project);
    const stream = aStream();
    await fixture.provisioner.putEventStreams(project.id, [stream]);
    const states = ["running", "halted", "running", "deleted"] as const;
    for (const [index, state] of states.entries()) {
      await fixture.provisioner.putProject({ ...project, state, version: index + 2 });
    }
    expect(await typesTold(project.id, stream.id)).toEqual([
      "project.updated",
      "project.halted",
      "project.resumed",
      "project.deleted",
    ]);
    await fixture.provisioner.purgeProject(project.id);
    expect(await typesTold(project.id, stream.id)).toEqual([]);
  });

  test("write nothing where no stream wants them, nor when a grant is only used", async () => {
    const projectId = await fixture.project();
    const { clients, grants } = fixture.plane.inProject(projectId);
    await clients.insert(aClient());
    const stream = aStream();
    await fixture.provisioner.putEventStreams(projectId, [stream]);
    const grant = aGrant();
    await grants.insert({ ...grant, details: { skipped: true } });
    await grants.redeem(grant.id, NOON, { generation: 1, expiresAt: soon() });
    expect(await typesTold(projectId, stream.id)).toEqual([]);
  });

  test("of one statement are told one by one, and only to the projects with a stream", async () => {
    const [projectId, other] = [await fixture.project(), await fixture.project()];
    const stream = aStream({ types: ["client.created"] });
    await fixture.provisioner.putEventStreams(projectId, [stream]);
    const clients = Array.from({ length: 5 }, () => aClient());
    const taken = clients[0] ?? aClient();
    await fixture.plane.inProject(projectId).clients.insert(taken);
    for (const each of [projectId, other]) {
      const stores = fixture.plane.inProject(each);
      await Promise.all(clients.map((client) => stores.clients.insert(client)));
    }
    const names = (await told(projectId, stream.id)).map(({ data }) => String(data["client_id"]));
    expect(names.toSorted()).toEqual(clients.map(({ clientId }) => clientId).toSorted());
  });

  test("wait while their stream is paused, and are due when it is resumed", async () => {
    const projectId = await fixture.project();
    const stream = aStream({ paused: true });
    await fixture.provisioner.putEventStreams(projectId, [stream]);
    await fixture.plane.inProject(projectId).clients.insert(aClient());
    const due = async () =>
      (await fixture.provisioner.dueEventDeliveries(soon(), 1_000)).filter(
        (each) => each.projectId === projectId,
      );
    expect(await due()).toEqual([]);
    await fixture.provisioner.putEventStreams(projectId, [{ ...stream, paused: false }]);
    const [delivery] = await due();
    const { events } = fixture.provisioner.inProject(projectId);
    expect(await events.findToSend(delivery?.deliveryId ?? "")).toMatchObject({
      endpoint: stream.endpoint,
      secret: stream.secret,
      event: { type: "client.created" },
    });
    expect((await events.health()).get(stream.id)).toMatchObject({ waiting: 1, delivered: 0 });
  });

  test("count failures in a row, and are sent again on request", async () => {
    const projectId = await fixture.project();
    const stream = aStream();
    await fixture.provisioner.putEventStreams(projectId, [stream]);
    await fixture.plane.inProject(projectId).clients.insert(aClient());
    const { events } = fixture.provisioner.inProject(projectId);
    const id = (await events.list({ streamId: stream.id, limit: 1 })).items[0]?.id ?? "";
    const at = new Date();
    const again = await events.attempted(id, { state: "waiting", at, error: "no", dueAt: soon() });
    expect(again).toMatchObject({ streamId: stream.id, failuresInRow: 1 });
    const failed = await events.attempted(id, { state: "failed", at, status: 500, answer: "a\0b" });
    expect(failed).toMatchObject({ failuresInRow: 2 });
    expect(await events.attempted(id, { state: "delivered", at })).toBeUndefined();
    const window = { from: new Date(at.getTime() - 60_000), to: soon() };
    const count = { ...window, only: "failed", dryRun: "yes" } as const;
    expect(await events.replay(stream.id, count)).toBe(1);
    expect(await events.replay(stream.id, { ...count, dryRun: "no" })).toBe(1);
    expect(await events.attempted(id, { state: "delivered", at, status: 204 })).toMatchObject({
      failuresInRow: 0,
    });
    const all = { ...window, only: "all", dryRun: "no" } as const;
    expect(await events.replay(stream.id, all)).toBe(1);
    expect(await events.replay(stream.id, all)).toBe(0);
    expect(await events.redeliver(stream.id, id)).toBe(true);
    expect(await events.redeliver(randomUUID(), id)).toBe(false);
  });

  test("of a test go to one stream, and all of them are forgotten after a week", async () => {
    const projectId = await fixture.project();
    const [stream, other] = [aStream({ types: ["key.rotated"] }), aStream()];
    await fixture.provisioner.putEventStreams(projectId, [stream, other]);
    const { events } = fixture.provisioner.inProject(projectId);
    expect(await events.addTest(stream.id, "stream.test", {})).toBeDefined();
    expect(await events.addTest(randomUUID(), "stream.test", {})).toBeUndefined();
    expect(await typesTold(projectId, stream.id)).toEqual(["stream.test"]);
    expect(await typesTold(projectId, other.id)).toEqual([]);
    const inAWeek = new Date(Date.now() + 7 * 86_400_000 + 60_000);
    const purge = { at: inAWeek, limit: 100 };
    await fixture.plane.maintenance.purgeExpired(projectId, purge);
    expect(await typesTold(projectId, stream.id)).toEqual([]);
  });
});
