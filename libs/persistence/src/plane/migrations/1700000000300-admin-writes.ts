import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: the event of a write at an admin API is written by the transaction of the write itself,
 * by the first row of it, so that a write waits for the disk once and neither is ever without the
 * other. And a new client is announced to nobody: nobody keeps that there is none of its id, and
 * transactions that announce something wait for each other at their ends.
 */
export class AdminWrites1700000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTE_ADMIN_WRITE);
    for (const [table, id] of Object.entries(TABLES)) {
      await runner.query(`
        create trigger note_admin_write after insert or update or delete on plane.${table}
        for each row when (coalesce(current_setting('grantry.admin_write', true), '') <> '')
        execute function plane.note_admin_write(${id === undefined ? "" : `'${id}'`})`);
    }
    await runner.query("drop trigger notify_plane_of_presence on plane.clients");
    await runner.query(
      `create trigger notify_plane_of_removal after delete on plane.clients
        for each row execute function plane.notify_plane('client', 'client_id')`,
    );
  }

  down = forwardOnly;
}

/** What admin APIs write, and the column by which a new row is named. */
const TABLES: Readonly<Record<string, string | undefined>> = {
  clients: "client_id",
  identities: "id",
  trusted_issuers: "id",
  identity_credentials: undefined,
  json_web_keys: undefined,
  signing_keys: undefined,
  sessions: undefined,
  grants: undefined,
};

/** The setting is taken by the first row: the others of the transaction find none. */
const NOTE_ADMIN_WRITE = `
  create function plane.note_admin_write() returns trigger
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    written text := current_setting('grantry.admin_write', true);
    made text := '';
  begin
    if coalesce(written, '') = '' or current_setting('grantry.moving', true) = 'on' then
      return null;
    end if;
    perform set_config('grantry.admin_write', '', true);
    if tg_op = 'INSERT' and tg_nargs > 0 then
      execute format('select ($1).%I::text', tg_argv[0]) into made using new;
    end if;
    insert into plane.admin_events (project_id, id, started_at, actor, actor_label, address,
      user_agent, request_id, action, target_type, target_id, status, finished_at, after)
    select current_setting('grantry.project_id')::uuid, event.id, event.started_at, event.actor,
           event.actor_label, event.address, event.user_agent, event.request_id, event.action,
           event.target_type, coalesce(event.target_id, made), event.status,
           clock_timestamp(), nullif(current_setting('grantry.admin_write_after'), '')::json
      from json_to_record(written::json) as event (id uuid, started_at timestamptz, actor text,
             actor_label text, address text, user_agent text, request_id text, action text,
             target_type text, target_id text, status integer)
    on conflict do nothing;
    return null;
  end $$`;
