import { createHash } from "node:crypto";
import {
  JOBS,
  Postponed,
  SCHEDULE_OF_JOB,
  type Attempt,
  type Counts,
  type JobHandlers,
  type JobName,
} from "@grantry/queue";
import type { World } from "./world.js";

type Handler = (payload: { projectId?: string }, attempt: Attempt) => Promise<Counts>;
type Run = Parameters<World["control"]["jobRuns"]["record"]>[0];

/** Runs that found nothing to do are recorded at most this often: a sign of life, not a flood. */
const IDLE_RECORD_EVERY_MS = 60_000;

/**
 * Handlers that leave a result in the control database: success at once, failure when no attempt
 * is left. A run in one project that found nothing to do leaves none, unless its work may have been
 * done by an attempt that was cut off.
 */
export function recordedHandlers(
  { control, clock }: Pick<World, "control" | "clock">,
  handlers: JobHandlers,
): JobHandlers {
  const idleRecordedAt = new Map<JobName, number>();

  const isWorthRecording = (name: JobName, projectId: string | undefined, counts: Counts) => {
    if (Object.values(counts).some((count) => count > 0)) return true;
    if (projectId !== undefined) return false;
    const now = clock().getTime();
    if (now - (idleRecordedAt.get(name) ?? 0) < IDLE_RECORD_EVERY_MS) return false;
    idleRecordedAt.set(name, now);
    return true;
  };

  const recorded =
    (name: JobName, handler: Handler): Handler =>
    async (payload, attempt) => {
      const startedAt = clock();
      const record = async (result: Pick<Run, "outcome" | "counts" | "error">) => {
        const run: Run & { id: string } = {
          id: runId(attempt),
          schedule: SCHEDULE_OF_JOB[name],
          projectId: payload.projectId ?? null,
          startedAt,
          finishedAt: clock(),
          ...result,
        };
        await control.jobRuns.record(run);
      };
      let counts: Counts;
      try {
        counts = sum(attempt.kept, await handler(payload, attempt));
      } catch (error) {
        if (attempt.isLast && !(error instanceof Postponed)) {
          await record({ outcome: "failed", counts: { ...attempt.kept }, error: reason(error) });
        }
        throw error;
      }
      if (!attempt.isRepeat && !isWorthRecording(name, payload.projectId, counts)) return counts;
      await attempt.keep(counts);
      await record({ outcome: "succeeded", counts: { ...counts }, error: null });
      return counts;
    };

  return Object.fromEntries(
    JOBS.map(({ name }) => [name, recorded(name, handlers[name] as Handler)]),
  ) as unknown as JobHandlers;
}

/** The same for every attempt at a job: an attempt after a crash does not add a second result. */
function runId({ key }: Attempt): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sum(one: Counts, other: Counts): Counts {
  const total: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
