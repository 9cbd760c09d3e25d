import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

const SIGNATURE = "find_grants(uuid[], uuid[])";

/**
 * Unlocks: userinfo asks once, together with the other requests of the moment. Like the other hot
 * statements it touches exactly the rows that arrays of (project, id) name and answers by position.
 */
export class FindGrants1700000000195 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(`
      create function plane.find_grants(project_ids uuid[], grant_ids uuid[])
      returns table (ordinal bigint, held plane.grants)
      language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select wanted.ordinal, held
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
