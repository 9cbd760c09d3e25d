import { instant } from "./columns.js";
import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";

/** A write at an admin API that the audit log has not been told of. */
export interface PendingAdminEvent {
  readonly projectId: string;
  readonly id: string;
  readonly startedAt: Date;
  readonly actor: string;
  readonly actorLabel: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  /** `null`: nobody knows how it ended. */
  readonly status: number | null;
  readonly after: unknown;
}

/** The admin events of every project on a plane, for those who carry them to the audit log. */
export interface AdminEventCollection {
  /** Events that ended, or began a minute ago and never did, oldest first. */
  pending(limit: number): Promise<PendingAdminEvent[]>;
  /** Marks events as told. */
  collected(events: readonly Pick<PendingAdminEvent, "projectId" | "id">[]): Promise<void>;
  /** Removes events that were told before `before`. @returns how many */
  purge(before: Date): Promise<number>;
}

const PENDING: Statement = {
  name: "admin_events_pending",
  text: `
    select project_id as "projectId", id, started_at as "startedAt", actor,
           actor_label as "actorLabel", address, user_agent as "userAgent",
           request_id as "requestId", action, target_type as "targetType",
           target_id as "targetId", status, after
      from plane.admin_events_to_tell($1)`,
};

/**
 * Each is found by its key, whatever the statistics: no other index answers a condition within
 * `case`, and a row by its place cannot be joined the other way round.
 */
const COLLECTED: Statement = {
  name: "admin_events_collected",
  text: `
    update plane.admin_events told set collected_at = now()
     where case when told.collected_at is null then true end and told.ctid = any(array(
       select found.place from unnest($1::uuid[], $2::uuid[]) as given (project_id, id)
         cross join lateral (
           select ctid as place from plane.admin_events
            where project_id = given.project_id and id = given.id offset 0
         ) found
     ))`,
};

const PURGE: Statement = {
  name: "admin_events_purge",
  unbounded: true,
  text: `
    with purged as (
      delete from plane.admin_events where collected_at < $1 returning 1
    )
    select count(*)::integer as purged from purged`,
};

/** Opens the collection over connections that see every project. */
export function adminEventCollection(connections: Connections): AdminEventCollection {
  return {
    pending: (limit) => connections.run<PendingAdminEvent>(PENDING, [limit]),
    async collected(events) {
      if (events.length === 0) return;
      await connections.run(COLLECTED, [
        events.map(({ projectId }) => projectId),
        events.map(({ id }) => id),
      ]);
    },
    async purge(before) {
      const [row] = await connections.run<{ purged: number }>(PURGE, [instant(before)]);
      return row?.purged ?? 0;
    },
  };
}
