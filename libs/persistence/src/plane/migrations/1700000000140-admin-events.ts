import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks an audit trail of a project's admin API: written before the change it tells of, finished
 * once, collected once, and otherwise never changed by anybody.
 */
export class AdminEvents1700000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `create table plane.admin_events (
    project_id uuid not null references plane.projects on delete cascade,
    id uuid not null,
    started_at timestamptz(3) not null,
    actor text not null,
    actor_label text not null,
    address text,
    user_agent text,
    request_id text not null,
    action text not null,
    target_type text not null,
    target_id text not null,
    finished_at timestamptz(3),
    status integer,
    after json,
    collected_at timestamptz(3),
    primary key (project_id, id)
  )`,
  `create index admin_events_to_collect on plane.admin_events (started_at)
    where collected_at is null`,
  `create index admin_events_to_purge on plane.admin_events (collected_at)
    where collected_at is not null`,
  `alter table plane.admin_events enable row level security`,
  `alter table plane.admin_events force row level security`,
  `create policy one_project on plane.admin_events to ${PLANE_ROLE}
    using (${THE_PROJECT}) with check (${THE_PROJECT})`,
  `create policy every_project on plane.admin_events to ${PROVISIONER_ROLE}
    using (true) with check (true)`,
  `grant select, insert, update (finished_at, status, target_id, after)
    on plane.admin_events to ${PLANE_ROLE}`,
  `grant select, update (collected_at), delete on plane.admin_events to ${PROVISIONER_ROLE}`,
  // What a project takes along when it is purged was told before, or tells of nothing any more.
  `create function plane.guard_admin_event() returns trigger
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  begin
    if tg_op = 'DELETE' then
      if old.collected_at is not null or pg_trigger_depth() > 1 then return old; end if;
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
  end $$`,
  `create trigger admin_events_stay before update or delete on plane.admin_events
    for each row execute function plane.guard_admin_event()`,
  `create trigger admin_events_are_not_emptied before truncate on plane.admin_events
    for each statement execute function plane.guard_admin_event()`,
  `alter table plane.admin_events enable always trigger admin_events_stay`,
  `alter table plane.admin_events enable always trigger admin_events_are_not_emptied`,
];
