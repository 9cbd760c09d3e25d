import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: projects that move to another plane; what a plane gave away it does not write any more. */
export class Placement1700000000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

/**
 * `arriving`: being copied to this plane, which does not serve it yet. `paused`: reads only, until
 * `paused_until` at the latest. `left`: another plane takes over, reads only. `moved`: another
 * plane serves it.
 */
const STATEMENTS = [
  `alter table plane.projects
     add column placement text not null default 'here'
       check (placement in ('arriving', 'here', 'paused', 'left', 'moved')),
     add column paused_until timestamptz`,
  `create index projects_elsewhere on plane.projects (project_id) where placement <> 'here'`,

  // Read in the snapshot of the statement that writes: one that began before a pause either is
  // waited for by the move, or sees the pause.
  `create function plane.accepts_writes(project uuid) returns boolean
   language plpgsql stable security invoker set search_path = pg_catalog, pg_temp as $$
   begin
     if exists (
       select from plane.projects held
        where held.project_id = project and held.placement <> 'here'
          and not (held.placement = 'paused' and held.paused_until <= now())
     ) then
       raise exception 'the project takes no writes on this plane' using errcode = 'GR001';
     end if;
     return true;
   end $$`,
];
