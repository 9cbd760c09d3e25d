import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: events that leave in the transaction of what they tell, whoever wrote it, for projects
 * with an event stream; and the log of their deliveries. Redeeming, refreshing and reading write
 * nothing that is told, so they pay nothing.
 */
export class Events1700000000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
    for (const [table, rights] of Object.entries(RIGHTS)) {
      await runner.query(`alter table plane.${table} enable row level security`);
      await runner.query(`alter table plane.${table} force row level security`);
      await runner.query(
        `create policy one_project on plane.${table} to ${PLANE_ROLE}
          using (${THE_PROJECT}) with check (${THE_PROJECT})`,
      );
      for (const [role, policy] of [
        [PROVISIONER_ROLE, "every_project"],
        [KERNEL_ROLE, "exact_rows"],
      ]) {
        await runner.query(
          `create policy ${policy} on plane.${table} to ${role} using (true) with check (true)`,
        );
      }
      await runner.query(
        `grant select, insert, update, delete on plane.${table} to ${PROVISIONER_ROLE}`,
      );
      await runner.query(`grant ${rights} on plane.${table} to ${KERNEL_ROLE}`);
    }
    // A plane removes what is old, and locks it before.
    await runner.query(
      `grant select, update (created_at), delete on plane.events to ${PLANE_ROLE}`,
    );
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    for (const [signature, definition] of Object.entries(FUNCTIONS)) {
      await runner.query(definition);
      await runner.query(`revoke all on function plane.${signature} from public`);
      await runner.query(`alter function plane.${signature} owner to ${KERNEL_ROLE}`);
    }
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
    for (const [name, moment] of Object.entries(TRIGGERS)) {
      await runner.query(`create trigger ${name} after ${moment} execute function plane.${name}()`);
    }
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const PROJECT = "project_id uuid not null references plane.projects on delete cascade";

const TABLES = [
  // Sealed secrets: the one that signs, and for a while the one before it.
  `create table plane.event_streams (
    ${PROJECT},
    id uuid not null,
    endpoint text not null,
    types text[] not null,
    paused boolean not null,
    secret bytea not null,
    previous_secret bytea,
    previous_secret_until timestamptz,
    failures integer not null default 0,
    primary key (project_id, id)
  )`,
  `create table plane.events (
    ${PROJECT},
    id uuid not null default gen_random_uuid(),
    type text not null,
    data json not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (project_id, id)
  )`,
  `create index events_by_age on plane.events (project_id, created_at)`,
  // What waits for a paused stream is due at 'infinity'.
  `create table plane.event_deliveries (
    ${PROJECT},
    id uuid not null default gen_random_uuid(),
    stream_id uuid not null,
    event_id uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    status integer,
    milliseconds integer,
    error text,
    answer text,
    created_at timestamptz(3) not null default clock_timestamp(),
    due_at timestamptz,
    finished_at timestamptz,
    primary key (project_id, id),
    foreign key (project_id, stream_id) references plane.event_streams on delete cascade,
    foreign key (project_id, event_id) references plane.events on delete cascade,
    check ((state = 'waiting') = (due_at is not null))
  )`,
  `create index event_deliveries_due on plane.event_deliveries (due_at) where state = 'waiting'`,
  `create index event_deliveries_by_stream
    on plane.event_deliveries (project_id, stream_id, created_at, id)`,
  `create index event_deliveries_by_event on plane.event_deliveries (project_id, event_id)`,

  `alter table plane.grants add column revoked_for text`,
];

const RIGHTS: Readonly<Record<string, string>> = {
  event_streams: "select",
  events: "select, insert",
  event_deliveries: "insert",
};

/** Of a trigger: it runs with the rights of the kernel, which may write an event and nothing else. */
function trigger(name: string, body: string): string {
  return `
    create function plane.${name}() returns trigger
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    begin
      ${body}
      return null;
    end $$`;
}

const FUNCTIONS: Readonly<Record<string, string>> = {
  "tell(uuid, text, json)": `
    create function plane.tell(project uuid, kind text, facts json) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
      told uuid;
    begin
      if not exists (
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
    end $$`,

  // A purge of the whole project is no news.
  "tell_of_client()": trigger(
    "tell_of_client",
    `if tg_op = 'DELETE' then
       if exists (select from plane.projects
                   where project_id = old.project_id and state <> 'deleted') then
         perform plane.tell(old.project_id, 'client.deleted', json_build_object(
           'client_id', old.client_id, 'client_name', old.client_name));
       end if;
     else
       perform plane.tell(
         new.project_id,
         case tg_op when 'INSERT' then 'client.created' else 'client.updated' end,
         json_build_object('client_id', new.client_id, 'client_name', new.client_name));
     end if;`,
  ),
  "tell_of_new_user()": trigger(
    "tell_of_new_user",
    `perform plane.tell(new.project_id, 'user.created', json_build_object('subject', new.id));`,
  ),
  "tell_of_removed_user()": trigger(
    "tell_of_removed_user",
    `if exists (select from plane.projects
                 where project_id = old.project_id and state <> 'deleted') then
       perform plane.tell(old.project_id, 'user.deleted', json_build_object('subject', old.id));
     end if;`,
  ),
  "tell_of_sign_in()": trigger(
    "tell_of_sign_in",
    `perform plane.tell(new.project_id, 'user.signed_in', json_build_object(
       'subject', new.subject, 'session_id', new.id, 'acr', new.acr, 'amr', new.amr,
       'address', new.address, 'user_agent', new.user_agent));`,
  ),
  "tell_of_sign_out()": trigger(
    "tell_of_sign_out",
    `perform plane.tell(new.project_id, 'user.signed_out', json_build_object(
       'subject', new.subject, 'session_id', new.id));`,
  ),
  "tell_of_consent()": trigger(
    "tell_of_consent",
    `perform plane.tell(new.project_id, 'consent.granted', json_build_object(
       'client_id', new.client_id, 'subject', new.subject, 'grant_id', new.id,
       'scope', new.scope, 'audience', new.audience, 'session_id', new.session_id));`,
  ),
  "tell_of_revoked_grant()": trigger(
    "tell_of_revoked_grant",
    `perform plane.tell(
       new.project_id,
       case new.revoked_for when 'reuse' then 'token.reuse_detected'
         when 'consent' then 'consent.revoked' else 'token.revoked' end,
       json_build_object('client_id', new.client_id, 'subject', new.subject, 'grant_id', new.id,
         'session_id', new.session_id));`,
  ),
  "tell_of_revoked_token()": trigger(
    "tell_of_revoked_token",
    `perform plane.tell(new.project_id, 'token.revoked', json_build_object(
       'jti', new.token_id));`,
  ),
  "tell_of_key()": trigger(
    "tell_of_key",
    `perform plane.tell(new.project_id, 'key.rotated', json_build_object(
       'kid', new.kid, 'algorithm', new.algorithm));`,
  ),
  "tell_of_project()": trigger(
    "tell_of_project",
    `perform plane.tell(
       new.project_id,
       case when old.state = new.state then 'project.updated'
         when new.state = 'halted' then 'project.halted'
         when new.state = 'deleted' then 'project.deleted'
         else 'project.resumed' end,
       json_build_object('name', new.name, 'slug', new.slug, 'revision_id', new.revision));`,
  ),
};

/** `update of` names the columns: a statement that sets none of them does not even ask. */
const TRIGGERS: Readonly<Record<string, string>> = {
  tell_of_client: "insert or delete or update on plane.clients for each row",
  tell_of_new_user: "insert on plane.identities for each row",
  tell_of_removed_user: "delete on plane.identities for each row",
  tell_of_sign_in: "insert on plane.sessions for each row",
  tell_of_sign_out: `update of revoked_at on plane.sessions for each row
    when (old.revoked_at is null and new.revoked_at is not null)`,
  tell_of_consent: `insert on plane.grants for each row
    when (new.redeemed_at is null and not new.skipped)`,
  tell_of_revoked_grant: `update of revoked_at on plane.grants for each row
    when (old.revoked_at is null and new.revoked_at is not null)`,
  tell_of_revoked_token: "insert on plane.revocations for each row",
  tell_of_key: `update of state on plane.signing_keys for each row
    when (old.state <> 'current' and new.state = 'current')`,
  tell_of_project: `update of version on plane.projects for each row
    when (old.version <> new.version)`,
};
