import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: caches that forget in the transaction that changes what they hold. */
export class Notifications1700000000104 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTIFY_PLANE);
    for (const [table, { kind, id, columns }] of Object.entries(SOURCES)) {
      await runner.query(
        `create trigger notify_plane_of_presence after insert or delete on plane.${table}
          for each row execute function plane.notify_plane('${kind}', '${id}')`,
      );
      await runner.query(
        `create trigger notify_plane_of_change after update ${columns} on plane.${table}
          for each row execute function plane.notify_plane('${kind}', '${id}')`,
      );
    }
  }

  down = forwardOnly;
}

/**
 * A payload holds 8,000 bytes. A change of something with an id that long is told as a change of
 * its whole project.
 */
const NOTIFY_PLANE = `
  create function plane.notify_plane() returns trigger
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    changed_id text;
    project uuid;
  begin
    if tg_op = 'DELETE' then
      project := old.project_id;
      execute format('select ($1).%I::text', tg_argv[1]) into changed_id using old;
    else
      project := new.project_id;
      execute format('select ($1).%I::text', tg_argv[1]) into changed_id using new;
    end if;
    perform pg_notify('grantry_plane', case when length(changed_id) <= 1000
      then json_build_object('project_id', project, 'kind', tg_argv[0], 'id', changed_id)
      else json_build_object('project_id', project, 'kind', 'project', 'id', project)
    end::text);
    return null;
  end $$`;

/** The last use of an admin credential is written often and cached nowhere. */
const SOURCES = {
  projects: { kind: "project", id: "project_id", columns: "" },
  clients: { kind: "client", id: "client_id", columns: "" },
  signing_keys: { kind: "keys", id: "kid", columns: "" },
  admin_credentials: {
    kind: "admin_credential",
    id: "token_id",
    columns: "of digest, permissions, owner_label, expires_at, allowed_cidrs",
  },
};
