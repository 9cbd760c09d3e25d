import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: projects that are found by a host name of their own, which their configuration lists. */
export class ProjectHosts1700000000161 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function plane.hosts_of(config json) returns text[]
      language sql immutable set search_path = pg_catalog, pg_temp as $$
        select coalesce(array(
          select each ->> 'hostname' from json_array_elements(
            case json_typeof(config -> 'custom_domains')
              when 'array' then config -> 'custom_domains' else '[]'::json end
          ) each
        ), '{}')
      $$`);
    await runner.query(`
      alter table plane.projects
        add column hosts text[] generated always as (plane.hosts_of(config)) stored`);
    await runner.query("create index projects_by_host on plane.projects using gin (hosts)");
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    await runner.query(`
      create function plane.resolve_host(wanted text) returns setof plane.projects
      language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
        select * from plane.projects where hosts @> array[wanted] and state <> 'deleted' limit 1
      $$`);
    await runner.query("revoke all on function plane.resolve_host(text) from public");
    await runner.query(`grant execute on function plane.resolve_host(text) to ${PLANE_ROLE}`);
    await runner.query(`alter function plane.resolve_host(text) owner to ${KERNEL_ROLE}`);
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}
