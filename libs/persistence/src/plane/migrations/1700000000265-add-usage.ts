import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

const SIGNATURE = "add_usage(uuid[], timestamptz[], text[], bigint[])";

/**
 * Unlocks: what thousands of projects used in the last seconds is written down by one statement, not
 * by a transaction each. Like the other hot statements it touches exactly the rows that it is given;
 * it takes them in the order of their key, so that two processes never wait in a circle.
 */
export class AddUsage1700000000265 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create policy exact_rows on plane.usage_counts to ${KERNEL_ROLE}
      using (true) with check (true)`);
    await runner.query(`grant select, insert, update on plane.usage_counts to ${KERNEL_ROLE}`);
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(`
      create function plane.add_usage(
        project_ids uuid[], hours timestamptz[], metrics text[], counts bigint[]
      ) returns void
      language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
        insert into plane.usage_counts as held (project_id, hour, metric, count)
        select project_id, hour, metric, sum(count)
          from unnest(project_ids, hours, metrics, counts) as given (project_id, hour, metric, count)
         group by project_id, hour, metric
         order by project_id, hour, metric
        on conflict (project_id, hour, metric) do update set count = held.count + excluded.count
      $$`);
    await runner.query(`revoke all on function plane.${SIGNATURE} from public`);
    await runner.query(`grant execute on function plane.${SIGNATURE} to ${PLANE_ROLE}`);
    await runner.query(`alter function plane.${SIGNATURE} owner to ${KERNEL_ROLE}`);
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}
