import { instant } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** How many rows of each kind a purge removed. */
export interface Purged {
  readonly grants: number;
  readonly sessions: number;
  readonly revocations: number;
  readonly assertions: number;
  readonly keys: number;
}

export interface PurgeOptions {
  /** What ended at this instant or before goes. */
  readonly at: Date;
  /** Rows of one kind per transaction. */
  readonly limit: number;
}

/** Rows that another purge holds are skipped, so that two at once share the work. */
function purge(table: string, key: string, expired: string): Statement {
  return {
    name: `purge_${table}`,
    text: `
      with expired as (
        select ${key} from plane.${table} where project_id = $1 and ${expired}
         limit $3 for update skip locked
      ), purged as (
        delete from plane.${table} purged using expired
         where purged.project_id = $1 and purged.${key} = expired.${key} returning 1
      )
      select count(*)::integer as purged from purged`,
  };
}

const BY_DAY = "purge_on <= ($2::timestamptz at time zone 'UTC')::date";

/** A remembered consent outlives its tokens: it spares the user a question. */
const STATEMENTS: Readonly<Record<keyof Purged, Statement>> = {
  grants: purge(
    "grants",
    "id",
    `${BY_DAY} and expires_at <= $2 and (
      not remember or revoked_at is not null or remember_until <= $2
    )`,
  ),
  sessions: purge("sessions", "id", `${BY_DAY} and expires_at <= $2`),
  revocations: purge("revocations", "token_id", "expires_at <= $2"),
  assertions: purge("used_assertions", "digest", "expires_at <= $2"),
  keys: purge("signing_keys", "kid", "state = 'retired' and expires_at <= $2"),
};

/**
 * Removes what has expired in one project, in transactions of at most `limit` rows of one kind,
 * until nothing is left. Safe to run twice at once.
 */
export async function purgeExpired(scope: ProjectScope, options: PurgeOptions): Promise<Purged> {
  const purged = { grants: 0, sessions: 0, revocations: 0, assertions: 0, keys: 0 };
  for (const [kind, statement] of Object.entries(STATEMENTS) as [keyof Purged, Statement][]) {
    let batch: number;
    do {
      const [row] = await scope.run<{ purged: number }>(statement, [
        instant(options.at),
        options.limit,
      ]);
      batch = row?.purged ?? 0;
      purged[kind] += batch;
    } while (batch >= options.limit);
  }
  return purged;
}
