import type { Counts, JobPayload } from "@grantry/queue";
import type { World } from "./world.js";

const ROWS_PER_TRANSACTION = 1_000;

/** Removes the grants, sessions, revocations, used assertions and retired keys that have expired. */
export async function purgeExpired(
  { plane, clock }: World,
  { projectId }: JobPayload<"purge-expired">,
): Promise<Counts> {
  const purged = await plane.purgeExpired(projectId, { at: clock(), limit: ROWS_PER_TRANSACTION });
  return { ...purged };
}

/** Removes ended console sessions, answers kept for retried writes, and results a month old. */
export async function purgeExpiredInControlPlane({ control }: World): Promise<Counts> {
  return {
    console_sessions: await control.sessions.purge(),
    idempotency_keys: await control.idempotency.purge(),
    job_runs: await control.jobRuns.purge(),
  };
}
