import type { Counts, JobPayload } from "@grantry/queue";
import type { World } from "./world.js";

const ROWS_PER_TRANSACTION = 1_000;

/**
 * A plane whose clock is behind this one's still honours a token that has expired here: were its
 * revocation gone already, the token would be good again.
 */
const LONGEST_CLOCK_DIFFERENCE_MS = 5 * 60 * 1_000;

/** Removes the grants, sessions, revocations, used assertions and retired keys that have expired. */
export async function purgeExpired(
  { planes, clock }: World,
  { projectId }: JobPayload<"purge-expired">,
): Promise<Counts> {
  const at = new Date(clock().getTime() - LONGEST_CLOCK_DIFFERENCE_MS);
  const plane = await planes.ofProject(projectId);
  await plane.inProject(projectId).events.wake();
  const purged = await plane.purgeExpired(projectId, { at, limit: ROWS_PER_TRANSACTION });
  return { ...purged };
}

/**
 * Removes ended console sessions, answers kept for retried writes, results a month old, and what is
 * over of tokens: exchanged ones, what they were exchanged for, and old counts of their use.
 */
export async function purgeExpiredInControlPlane({ control }: World): Promise<Counts> {
  return {
    console_sessions: await control.sessions.purge(),
    idempotency_keys: await control.idempotency.purge(),
    mails: await control.mails.purge(),
    job_runs: await control.jobRuns.purge(),
    exchanged_tokens: await control.tokens.purgeExchanged(),
    exchanged_subject_tokens: await control.trustedIssuers.purge(),
    token_permission_uses: await control.permissionUses.purge(),
  };
}
