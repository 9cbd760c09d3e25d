import { randomUUID } from "node:crypto";
import { JOBS, startJobWorkers } from "@grantry/queue";
import type { Job, JobHandlers, JobWorkers } from "@grantry/queue";
import { eventually } from "./eventually.js";
import { QUEUE_PLACES, startFixture, type WorkerFixture } from "./worker-fixture.js";

jest.setTimeout(90_000);

/** A job as an older or newer version might have left it. */
const malformed = { name: "purge-expired", payload: { tenant: "1" } } as unknown as Job;

describe.each(QUEUE_PLACES)("dead letters on %s", (place) => {
  let fixture: WorkerFixture;
  let workers: JobWorkers;
  let purged: string[];

  beforeAll(async () => {
    fixture = await startFixture(place);
    purged = [];
    const others = Object.fromEntries(JOBS.map(({ name }) => [name, async () => ({})]));
    const handlers: JobHandlers = {
      ...(others as unknown as JobHandlers),
      "purge-expired": async ({ projectId }, attempt) => {
        if (attempt.number === 1) throw new Error("the first attempt always fails");
        purged.push(projectId);
        return { grants: 1 };
      },
    };
    workers = startJobWorkers(fixture.queues.address, handlers, {
      concurrency: 2,
      lockSeconds: 5,
      onEvent: () => undefined,
    });
    await workers.ready();
  });

  afterAll(async () => {
    await workers.close(2_000);
    await fixture.stop();
  });

  it("hold what no attempt can mend, readable, with its error", async () => {
    await fixture.queues.add(malformed);
    const [letter] = await eventually(async () => {
      const letters = await fixture.queues.deadLetters("cleanup");
      expect(letters).toHaveLength(1);
      return letters;
    });
    expect(letter).toMatchObject({
      queue: "cleanup",
      job: "purge-expired",
      payload: { tenant: "1" },
      attempts: 1,
      failedAt: expect.any(Date),
    });
    expect(letter?.error).toContain("malformed purge-expired");
  });

  it("wait again when they are retried, and are gone when they are discarded", async () => {
    const [letter] = await fixture.queues.deadLetters("cleanup");
    const id = letter?.id ?? "";
    expect(await fixture.queues.retryDeadLetter("cleanup", id)).toBe("retried");
    await eventually(async () => {
      const letters = await fixture.queues.deadLetters("cleanup");
      expect(letters.map((each) => each.id)).toEqual([id]);
    });
    expect(await fixture.queues.discardDeadLetter("cleanup", id)).toBe("discarded");
    expect(await fixture.queues.deadLetters("cleanup")).toEqual([]);
    expect(await fixture.queues.retryDeadLetter("cleanup", id)).toBe("absent");
    expect(await fixture.queues.discardDeadLetter("cleanup", id)).toBe("absent");
  });

  it("are not made of a job that fails once: it is tried again", async () => {
    const projectId = randomUUID();
    await fixture.queues.add({ name: "purge-expired", payload: { projectId } });
    await eventually(async () => expect(purged).toEqual([projectId]));
    expect(await fixture.queues.deadLetters("cleanup")).toEqual([]);
  });

  it("do not keep the same job from being added anew", async () => {
    await fixture.queues.add(malformed);
    await eventually(async () =>
      expect(await fixture.queues.deadLetters("cleanup")).toHaveLength(1),
    );
    await fixture.queues.add(malformed);
    await eventually(async () =>
      expect(await fixture.queues.deadLetters("cleanup")).toHaveLength(2),
    );
  });
});
