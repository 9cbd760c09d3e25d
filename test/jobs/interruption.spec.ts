import { randomBytes } from "node:crypto";
import { SCHEDULES } from "@grantry/queue";
import { inDatabase } from "../support/engines.js";
import { eventually } from "./eventually.js";
import { QUEUE_PLACES, startFixture, whileLocked, type WorkerFixture } from "./worker-fixture.js";

jest.setTimeout(90_000);

const ROWS = 30;
const DAY_MS = 86_400_000;

async function addExpired(fixture: WorkerFixture, projectId: string): Promise<void> {
  const past = new Date(Date.now() - 3_600_000);
  const { revocations } = fixture.data.inProject(projectId);
  await Promise.all(
    Array.from({ length: ROWS }, () => revocations.add(randomBytes(16).toString("hex"), past)),
  );
}

describe.each(QUEUE_PLACES)("jobs on %s", (place) => {
  let fixture: WorkerFixture;

  beforeAll(async () => {
    fixture = await startFixture(place);
  });

  afterAll(async () => {
    await fixture.stop();
  });

  it("complete once, visibly, when their worker is killed in the middle", async () => {
    const projectId = await fixture.createProject();
    await addExpired(fixture, projectId);
    await fixture.startWorker();
    await whileLocked(fixture.planeDatabaseUrl, "plane.revocations", async (waiting) => {
      await fixture.queues.add({ name: "purge-expired", payload: { projectId } });
      await eventually(async () => expect(await waiting()).toBe(1));
      await fixture.killWorker();
    });
    expect(await fixture.runsOf(projectId, "cleanup")).toEqual([]);

    await fixture.startWorker();
    await eventually(async () =>
      expect(await fixture.runsOf(projectId, "cleanup")).toHaveLength(1),
    );
    await fixture.idle("cleanup");
    expect(await fixture.runsOf(projectId, "cleanup")).toMatchObject([
      { outcome: "succeeded", counts: { revocations: ROWS } },
    ]);
    expect(await fixture.queues.deadLetters("cleanup")).toEqual([]);
  });

  it("take one step of a key rotation when their worker is killed in the middle", async () => {
    const projectId = await fixture.createProject();
    const due = new Date(Date.now() - 91 * DAY_MS);
    await inDatabase(fixture.planeDatabaseUrl, async (client) => {
      await client.query(
        `update plane.signing_keys set created_at = $2, activated_at = $2 where project_id = $1`,
        [projectId, due],
      );
    });
    await whileLocked(fixture.planeDatabaseUrl, "plane.signing_keys", async (waiting) => {
      await fixture.queues.add({ name: "rotate-due-signing-keys", payload: { projectId } });
      await eventually(async () => expect(await waiting()).toBe(1));
      await fixture.killWorker();
    });
    await fixture.startWorker();
    await eventually(async () =>
      expect(await fixture.runsOf(projectId, "signing-key-rotation")).toMatchObject([
        { outcome: "succeeded", counts: { rotated: 2 } },
      ]),
    );
    const keys = await fixture.plane.inProject(projectId).signingKeys.list();
    expect(keys.map(({ algorithm, state }) => `${algorithm} ${state}`).toSorted()).toEqual([
      "ES256 current",
      "ES256 next",
      "ES256 retired",
      "RS256 current",
      "RS256 next",
      "RS256 retired",
    ]);
  });

  it("are taken over by another worker that lives", async () => {
    const projectId = await fixture.createProject();
    await addExpired(fixture, projectId);
    await whileLocked(fixture.planeDatabaseUrl, "plane.revocations", async (waiting) => {
      await fixture.queues.add({ name: "purge-expired", payload: { projectId } });
      await eventually(async () => expect(await waiting()).toBe(1));
      await fixture.startWorker("other-worker");
      await fixture.killWorker();
    });
    await eventually(async () =>
      expect(await fixture.runsOf(projectId, "cleanup")).toMatchObject([
        { outcome: "succeeded", counts: { revocations: ROWS } },
      ]),
    );
  });

  it("have every schedule in place once a worker has started", async () => {
    const schedules = await fixture.queues.schedules();
    expect(schedules.map(({ name }) => name)).toEqual(SCHEDULES.map(({ name }) => name));
    expect(schedules.filter(({ nextRunAt }) => nextRunAt === undefined)).toEqual([]);
  });
});

const onRedis = QUEUE_PLACES.filter((place) => place === "redis");

describe.each(onRedis)("jobs when %s is killed and comes back empty", (place) => {
  let fixture: WorkerFixture;

  beforeAll(async () => {
    fixture = await startFixture(place);
    await fixture.startWorker();
  });

  afterAll(async () => {
    await fixture.stop();
  });

  it("resume by themselves: schedules are put back and new jobs are worked on", async () => {
    const projectId = await fixture.createProject();
    await addExpired(fixture, projectId);
    await fixture.restartRedis(2_000);
    await eventually(async () =>
      expect(await fixture.runsOf(projectId, "cleanup")).toMatchObject([
        { outcome: "succeeded", counts: { revocations: ROWS } },
      ]),
    );
    const schedules = await fixture.queues.schedules();
    expect(schedules.filter(({ nextRunAt }) => nextRunAt === undefined)).toEqual([]);
  });

  it("are refused at once while it is down, and nothing else waits for it", async () => {
    const down = fixture.restartRedis(3_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expect(fixture.queues.add({ name: "drain-outbox", payload: {} })).rejects.toMatchObject({
      name: "QueueUnavailable",
    });
    expect(await fixture.control.jobRuns.latest(1)).not.toEqual([]);
    await down;
    await eventually(() => fixture.queues.add({ name: "drain-outbox", payload: {} }));
  });
});
