import { randomUUID } from "node:crypto";
import { aClient, aGrant, aSession, CLIENT_METADATA } from "@grantry/oauth2/testing";
import { ToyServer } from "../support/toy-server.js";
import { eventually } from "./eventually.js";
import { QUEUE_PLACES, startFixture, type WorkerFixture } from "./worker-fixture.js";

jest.setTimeout(90_000);

const IN_AN_HOUR = new Date(Date.now() + 3_600_000);

/** Ends a session of a client that wants to be told at `url`; answers the project. */
async function endedSession(fixture: WorkerFixture, url: string): Promise<string> {
  const projectId = await fixture.createProject();
  const stores = fixture.data.inProject(projectId);
  const client = aClient({ metadata: { ...CLIENT_METADATA, backchannel_logout_uri: url } });
  const session = aSession({ subject: randomUUID(), expiresAt: IN_AN_HOUR });
  await stores.clients.insert(client);
  await stores.sessions.insert(session);
  const { id: sessionId, subject } = session;
  await stores.grants.insert(
    aGrant({ sessionId, subject, clientId: client.clientId, expiresAt: IN_AN_HOUR }),
  );
  await stores.sessions.end(sessionId, new Date());
  return projectId;
}

async function deliveriesOf(fixture: WorkerFixture, projectId: string) {
  return (await fixture.data.inProject(projectId).deliveries.list({ limit: 10 })).items;
}

describe.each(QUEUE_PLACES)("logout tokens with queues on %s", (place) => {
  let fixture: WorkerFixture;
  let server: ToyServer;
  beforeAll(async () => {
    server = await ToyServer.start();
    fixture = await startFixture(place);
    await fixture.startWorker();
  });
  afterAll(async () => {
    await fixture.stop();
    await server.stop();
  });

  it("are delivered once, and the run is recorded", async () => {
    const projectId = await endedSession(fixture, `${server.url}/once`);
    await eventually(async () =>
      expect(await deliveriesOf(fixture, projectId)).toMatchObject([
        { state: "delivered", attempts: 1, status: 204 },
      ]),
    );
    expect(server.at("/once")).toHaveLength(1);
    await eventually(async () =>
      expect(await fixture.runsOf(projectId, "deliveries")).toMatchObject([
        { outcome: "succeeded", counts: { delivered: 1 } },
      ]),
    );
  });

  it("are given up for a client that was removed", async () => {
    await fixture.killWorker();
    const projectId = await endedSession(fixture, `${server.url}/removed`);
    const stores = fixture.data.inProject(projectId);
    const [waiting] = await deliveriesOf(fixture, projectId);
    await stores.clients.remove(waiting?.clientId ?? "");
    await fixture.startWorker();
    await eventually(async () =>
      expect(await deliveriesOf(fixture, projectId)).toMatchObject([
        { state: "failed", error: "the client was removed" },
      ]),
    );
    expect(server.at("/removed")).toEqual([]);
  });
});

const onRedis = QUEUE_PLACES.filter((place) => place === "redis");

describe.each(onRedis)("logout tokens while %s is down and comes back empty", (place) => {
  it("wait in the plane's database, and arrive", async () => {
    const server = await ToyServer.start();
    const fixture = await startFixture(place);
    await fixture.startWorker();
    server.answer = () => ({ status: 503 });
    const projectId = await endedSession(fixture, `${server.url}/out`);
    await eventually(async () => expect(server.at("/out").length).toBeGreaterThan(0));
    await fixture.restartRedis(3_000);
    server.answer = () => ({ status: 204 });
    await eventually(async () =>
      expect(await deliveriesOf(fixture, projectId)).toMatchObject([{ state: "delivered" }]),
    );
    await fixture.stop();
    await server.stop();
  });
});
