import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

const SIGNATURE = "grant_states_with_details(uuid[], uuid[])";

/**
 * Unlocks: userinfo reads of a grant what it answers and whether it lives, a third of what is held.
 * Instants are milliseconds since the epoch.
 */
export class StateWithDetails1700000000342 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(`
      create function plane.grant_states_with_details(project_ids uuid[], grant_ids uuid[])
      returns table (
        ordinal integer, generation integer, rotated_at float8, revoked_at float8,
        auth_time float8, requested_at float8, details json
      )
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select wanted.ordinal::integer, held.generation,
               date_part('epoch', held.rotated_at) * 1000,
               date_part('epoch', held.revoked_at) * 1000,
               date_part('epoch', held.auth_time) * 1000,
               date_part('epoch', held.requested_at) * 1000, held.details
          from unnest(project_ids, grant_ids) with ordinality as wanted (project_id, id, ordinal)
          join plane.grants held on held.project_id = wanted.project_id and held.id = wanted.id
      $$`);
    await runner.query(`revoke all on function plane.${SIGNATURE} from public`);
    await runner.query(`grant execute on function plane.${SIGNATURE} to ${PLANE_ROLE}`);
    await runner.query(`alter function plane.${SIGNATURE} owner to ${KERNEL_ROLE}`);
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}
