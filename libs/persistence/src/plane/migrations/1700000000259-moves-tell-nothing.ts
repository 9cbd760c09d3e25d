import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: rows that are copied to another plane are no news there, and a copy of admin events may
 * be taken away where another plane holds them.
 */
export class MovesTellNothing1700000000259 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(TELL);
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
    await runner.query(GUARD_ADMIN_EVENT);
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

const GUARD_ADMIN_EVENT = `
  create or replace function plane.guard_admin_event() returns trigger
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  begin
    if tg_op = 'DELETE' then
      if old.collected_at is not null or pg_trigger_depth() > 1 then return old; end if;
      if current_setting('grantry.moving', true) = 'on' and exists (
        select from plane.projects copied
         where copied.project_id = old.project_id and copied.placement in ('arriving', 'moved')
      ) then return old; end if;
    elsif tg_op = 'UPDATE' then
      if old.finished_at is null and new.finished_at is not null
        and (old.project_id, old.id, old.started_at, old.actor, old.actor_label, old.address,
             old.user_agent, old.request_id, old.action, old.target_type, old.collected_at)
          is not distinct from
            (new.project_id, new.id, new.started_at, new.actor, new.actor_label, new.address,
             new.user_agent, new.request_id, new.action, new.target_type, new.collected_at)
      then return new; end if;
      if old.collected_at is null and new.collected_at is not null
        and (old.project_id, old.id, old.started_at, old.actor, old.actor_label, old.address,
             old.user_agent, old.request_id, old.action, old.target_type, old.target_id,
             old.finished_at, old.status, old.after::text)
          is not distinct from
            (new.project_id, new.id, new.started_at, new.actor, new.actor_label, new.address,
             new.user_agent, new.request_id, new.action, new.target_type, new.target_id,
             new.finished_at, new.status, new.after::text)
      then return new; end if;
    end if;
    raise exception 'admin events are never changed' using errcode = 'insufficient_privilege';
  end $$`;
