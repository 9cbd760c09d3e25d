import type { JobRun } from "@grantry/contracts";
import { bySchedule, tookOf } from "./schedules.js";

const run = (schedule: string, outcome: JobRun["outcome"], second: number): JobRun => ({
  id: `00000000-0000-4000-8000-0000000000${String(second).padStart(2, "0")}`,
  schedule,
  project_id: null,
  started_at: new Date(second * 1_000).toISOString(),
  finished_at: new Date(second * 1_000 + 250).toISOString(),
  outcome,
  counts: {},
  error: null,
});

describe("schedules and their runs (console, section 6.18)", () => {
  test("stand by their last run, with how many failed", () => {
    const runs = [run("cleanup", "failed", 3), run("deliveries", "succeeded", 2)];
    const schedules = bySchedule([...runs, run("cleanup", "succeeded", 1)]);
    expect(schedules).toMatchObject([
      { schedule: "cleanup", failed: 1, last: { outcome: "failed" } },
      { schedule: "deliveries", failed: 0 },
    ]);
    expect(schedules[0]?.runs).toHaveLength(2);
  });

  test("tell how long a run took", () => {
    expect(tookOf(run("cleanup", "succeeded", 1))).toBe(250);
  });
});
