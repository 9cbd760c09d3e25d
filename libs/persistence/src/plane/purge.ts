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
  readonly devices: number;
  readonly deliveries: number;
  readonly events: number;
  readonly permissionUses: number;
  readonly requests: number;
  readonly usageCounts: number;
  readonly usageSubjects: number;
}

export interface PurgeOptions {
  /** What ended at this instant or before goes. */
  readonly at: Date;
  /** Rows of one kind per transaction. */
  readonly limit: number;
}

/** What one batch did: the rows it took on, and those of them that it removed. */
interface Batch {
  taken: number;
  purged: number;
}

const DAY = "($2::timestamptz at time zone 'UTC')::date";

/** Rows that another purge holds are skipped, so that two at once share the work. */
function purge(table: string, key: string, expired: string): Statement {
  return {
    name: `purge_${table}`,
    unbounded: true,
    text: `
      with expired as (
        select ${key} from plane.${table} where project_id = $1 and ${expired}
         limit $3 for update skip locked
      ), purged as (
        delete from plane.${table} purged using expired
         where purged.project_id = $1 and purged.${key} = expired.${key} returning 1
      )
      select count(*)::integer as taken, count(*)::integer as purged from purged`,
  };
}

/**
 * Grants to look at today either go or are looked at again when they end, a month from now at the
 * latest (so that one whose memory is taken away after that stays up to a month longer). A
 * remembered consent outlives its tokens: it spares the user a question. A grant whose client wants
 * to hear of logouts lives as long as its session.
 */
const GRANTS: Statement = {
  name: "purge_grants",
  unbounded: true,
  text: `
    with due as (
      select stored.id, ending.instant, (ending.instant at time zone 'UTC')::date as day
        from plane.grants stored, lateral (
          select greatest(stored.expires_at, case
            when stored.remember and stored.revoked_at is null
            then coalesce(stored.remember_until, 'infinity')
          end, (
            select session.expires_at from plane.sessions session
             where session.project_id = $1 and session.id = stored.session_id
               and session.revoked_at is null and exists (
                 select from plane.clients client
                  where client.project_id = $1 and client.client_id = stored.client_id
                    and coalesce(client.metadata ->> 'backchannel_logout_uri',
                                 client.metadata ->> 'frontchannel_logout_uri') is not null
               )
          )) as instant
        ) ending
       where stored.project_id = $1 and stored.purge_on <= ${DAY}
         and (ending.instant <= $2 or (ending.instant at time zone 'UTC')::date > ${DAY})
       limit $3 for update of stored skip locked
    ), purged as (
      delete from plane.grants purged using due
       where purged.project_id = $1 and purged.id = due.id and due.instant <= $2 returning 1
    ), kept as (
      update plane.grants kept set purge_on = least(due.day, ${DAY} + 30) from due
       where kept.project_id = $1 and kept.id = due.id and due.instant > $2 returning 1
    )
    select (select count(*) from purged)::integer as purged,
           ((select count(*) from purged) + (select count(*) from kept))::integer as taken`,
};

/** How long an event can be sent and replayed. */
const EVENT_LOG_DAYS = 7;

/** The log of a busy hook is kept in its newest entries. */
const MOST_HOOK_CALLS = 10_000;
const BEYOND_THE_LOG = `kind <> 'backchannel_logout' and created_at < (
  select newer.created_at from plane.deliveries newer
   where newer.project_id = $1 and newer.kind <> 'backchannel_logout'
   order by newer.created_at desc offset ${MOST_HOOK_CALLS} limit 1
)`;

/** The log of requests is kept for its days, and of a busy project in its newest entries. */
const MOST_REQUESTS = 50_000;
const BEYOND_THE_REQUEST_LOG = `at < (
  select newer.at from plane.request_log newer
   where newer.project_id = $1 order by newer.at desc offset ${MOST_REQUESTS} limit 1
)`;

/** As long as a report may reach back. */
const USAGE_DAYS = 400;
const LAST_MONTHS = "(date_trunc('month', $2::timestamptz, 'UTC') at time zone 'UTC')::date - 62";

const STATEMENTS: Readonly<Record<keyof Purged, Statement>> = {
  grants: GRANTS,
  sessions: purge("sessions", "id", `purge_on <= ${DAY} and expires_at <= $2`),
  revocations: purge("revocations", "token_id", "expires_at <= $2"),
  assertions: purge("used_assertions", "digest", "expires_at <= $2"),
  keys: purge("signing_keys", "kid", "state = 'retired' and expires_at <= $2"),
  devices: purge("device_authorizations", "id", "expires_at <= $2"),
  deliveries: purge("deliveries", "id", `(expires_at <= $2 or ${BEYOND_THE_LOG})`),
  events: purge(
    "events",
    "id",
    `created_at <= $2::timestamptz - interval '${EVENT_LOG_DAYS} days'`,
  ),
  permissionUses: purge("permission_uses", "ctid", `day <= ${DAY} - 90`),
  requests: purge("request_log", "id", `(expires_at <= $2 or ${BEYOND_THE_REQUEST_LOG})`),
  usageCounts: purge(
    "usage_counts",
    "ctid",
    `hour <= $2::timestamptz - interval '${USAGE_DAYS} days'`,
  ),
  usageSubjects: purge("usage_subjects", "ctid", `month < ${LAST_MONTHS}`),
};

/**
 * Removes what has expired in one project, in transactions of at most `limit` rows of one kind,
 * until nothing is left. Safe to run twice at once.
 */
export async function purgeExpired(scope: ProjectScope, options: PurgeOptions): Promise<Purged> {
  const purged = {
    grants: 0,
    sessions: 0,
    revocations: 0,
    assertions: 0,
    keys: 0,
    devices: 0,
    deliveries: 0,
    events: 0,
    permissionUses: 0,
    requests: 0,
    usageCounts: 0,
    usageSubjects: 0,
  };
  for (const [kind, statement] of Object.entries(STATEMENTS) as [keyof Purged, Statement][]) {
    let taken: number;
    do {
      const [batch] = await scope.run<Batch>(statement, [instant(options.at), options.limit]);
      taken = batch?.taken ?? 0;
      purged[kind] += batch?.purged ?? 0;
    } while (taken >= options.limit);
  }
  return purged;
}
