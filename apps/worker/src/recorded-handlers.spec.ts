import { JOBS, Postponed, type Attempt, type Counts, type JobHandlers } from "@grantry/queue";
import { recordedHandlers } from "./recorded-handlers.js";
import type { World } from "./world.js";

const projectId = "6f1c9a52-6a3e-4c58-9d4c-0d7f3a1b2c3d";

function arrange(work: () => Promise<Counts>) {
  const runs: Record<string, unknown>[] = [];
  let now = 1_000_000;
  const world = {
    control: { jobRuns: { record: async (run: object) => void runs.push({ ...run }) } },
    clock: () => new Date(now),
  } as unknown as Pick<World, "control" | "clock">;
  const all = Object.fromEntries(JOBS.map(({ name }) => [name, work])) as unknown as JobHandlers;
  return {
    runs,
    handlers: recordedHandlers(world, all),
    pass: (milliseconds: number) => void (now += milliseconds),
  };
}

function attempt(more: Partial<Attempt> = {}): Attempt {
  return {
    key: "cleanup 1 1",
    number: 1,
    isLast: false,
    isRepeat: false,
    kept: {},
    keep: async () => undefined,
    ...more,
  };
}

describe("the result of a run", () => {
  it("says what was done, where and when", async () => {
    const { runs, handlers } = arrange(async () => ({ grants: 3 }));
    await handlers["purge-expired"]({ projectId }, attempt());
    expect(runs).toMatchObject([
      { schedule: "cleanup", projectId, outcome: "succeeded", counts: { grants: 3 }, error: null },
    ]);
  });

  it("is one for a job: a repeated attempt has the id of the first", async () => {
    const { runs, handlers } = arrange(async () => ({ grants: 3 }));
    await handlers["purge-expired"]({ projectId }, attempt());
    await handlers["purge-expired"]({ projectId }, attempt({ isRepeat: true }));
    await handlers["purge-expired"]({ projectId }, attempt({ key: "cleanup 2 1" }));
    const [first, repeated, other] = runs.map(({ id }) => id);
    expect(repeated).toBe(first);
    expect(other).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("adds what an earlier attempt had kept", async () => {
    const { runs, handlers } = arrange(async () => ({ grants: 3, keys: 1 }));
    await handlers["purge-expired"]({ projectId }, attempt({ kept: { grants: 10 } }));
    expect(runs).toMatchObject([{ counts: { grants: 13, keys: 1 } }]);
  });

  it("is left by no run that found nothing to do in a project, unless one was cut off before", async () => {
    const { runs, handlers } = arrange(async () => ({ grants: 0 }));
    await handlers["purge-expired"]({ projectId }, attempt());
    expect(runs).toEqual([]);
    await handlers["purge-expired"]({ projectId }, attempt({ isRepeat: true }));
    expect(runs).toHaveLength(1);
  });

  it("is left once a minute by a schedule that finds nothing to do: the worker lives", async () => {
    const { runs, handlers, pass } = arrange(async () => ({ delivered: 0, failed: 0 }));
    for (let quarter = 0; quarter < 8; quarter += 1) {
      await handlers["drain-outbox"]({}, attempt());
      pass(15_000);
    }
    expect(runs).toHaveLength(2);
  });

  it("is a failure when no attempt is left, and none before", async () => {
    const { runs, handlers } = arrange(() => Promise.reject(new Error("no such table")));
    const purge = handlers["purge-expired"];
    await expect(purge({ projectId }, attempt())).rejects.toThrow("no such table");
    expect(runs).toEqual([]);
    await expect(purge({ projectId }, attempt({ isLast: true }))).rejects.toThrow("no such table");
    expect(runs).toMatchObject([{ outcome: "failed", error: "no such table" }]);
  });

  it("is not left by a job that waits for its time", async () => {
    const { runs, handlers } = arrange(() => Promise.reject(new Postponed(new Date())));
    await expect(
      handlers["purge-expired"]({ projectId }, attempt({ isLast: true })),
    ).rejects.toThrow(Postponed);
    expect(runs).toEqual([]);
  });
});
