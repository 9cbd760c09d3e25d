import type { JobRun } from "@grantry/contracts";

/** One schedule with its last results, newest first. */
export interface ScheduleRuns {
  schedule: string;
  last: JobRun;
  runs: readonly JobRun[];
  failed: number;
}

/** Results by their schedule; the schedule that ran last stands first. */
export function bySchedule(runs: readonly JobRun[]): ScheduleRuns[] {
  const found = new Map<string, JobRun[]>();
  for (const run of runs) found.set(run.schedule, [...(found.get(run.schedule) ?? []), run]);
  return [...found].flatMap(([schedule, own]) => {
    const [last] = own;
    const failed = own.filter(({ outcome }) => outcome === "failed").length;
    return last === undefined ? [] : [{ schedule, last, runs: own, failed }];
  });
}

/** How long a run took, in milliseconds. */
export function tookOf({ started_at: start, finished_at: end }: JobRun): number {
  return new Date(end).getTime() - new Date(start).getTime();
}
