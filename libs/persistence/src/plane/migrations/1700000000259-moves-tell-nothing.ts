import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: rows that are copied to another plane are no news there. */
export class MovesTellNothing1700000000259 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(TELL);
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}

const TELL = `
  create or replace function plane.tell(project uuid, kind text, facts json) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
  declare
    told uuid;
  begin
    if current_setting('grantry.moving', true) = 'on' or not exists (
      select from plane.event_streams
       where project_id = project and (types = '{}' or kind = any(types))
    ) then
      return;
    end if;
    insert into plane.events (project_id, type, data)
    values (project, kind, json_strip_nulls(facts)) returning id into told;
    insert into plane.event_deliveries (project_id, stream_id, event_id, due_at)
    select project, id, told, case when paused then 'infinity' else now() end
      from plane.event_streams
     where project_id = project and (types = '{}' or kind = any(types));
  end $$`;
