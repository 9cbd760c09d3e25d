import type { MigrationInterface, QueryRunner } from "typeorm";

import { PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: the oldest events that the audit log was not told of are read in the order of their index,
 * so that reading some takes as long with many behind them as with none. Runs with the rights of its
 * caller; its settings keep the planner from sorting all of them, whatever the statistics.
 */
export class AdminEventsInOrder1700000000331 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function plane.admin_events_to_tell(most integer) returns setof plane.admin_events
      language sql stable security invoker set search_path = pg_catalog, pg_temp
      set enable_sort = off set enable_bitmapscan = off as $$
        select * from plane.admin_events
         where collected_at is null
           and (finished_at is not null or started_at < now() - interval '1 minute')
           and not exists (
             select from plane.projects elsewhere
              where elsewhere.project_id = admin_events.project_id
                and elsewhere.placement <> 'here'
           )
         order by started_at limit most
      $$`);
    await runner.query("revoke all on function plane.admin_events_to_tell(integer) from public");
    await runner.query(
      `grant execute on function plane.admin_events_to_tell(integer) to ${PROVISIONER_ROLE}`,
    );
  }

  down = forwardOnly;
}
