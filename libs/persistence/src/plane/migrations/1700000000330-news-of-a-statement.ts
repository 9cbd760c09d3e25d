import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: new clients, sign-ins and consents ask once per statement whether a stream of their project
 * hears of them, however many rows the statement wrote. Nearly no project has a stream, and asking for
 * each row took as long as writing it.
 */
export class NewsOfAStatement1700000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    for (const { table, trigger, news } of NEWS) {
      await runner.query(`drop trigger ${trigger} on plane.${table}`);
      await runner.query(tellOfNewRows(news));
      await runner.query(`revoke all on function plane.${news.name}() from public`);
      await runner.query(`alter function plane.${news.name}() owner to ${KERNEL_ROLE}`);
      await runner.query(
        `create trigger ${news.name} after insert on plane.${table}
          referencing new table as made for each statement execute function plane.${news.name}()`,
      );
    }
    await runner.query(TELL_OF_CLIENT);
    await runner.query(
      `create trigger tell_of_client after update or delete on plane.clients
        for each row execute function plane.tell_of_client()`,
    );
    await runner.query("drop function plane.tell_of_sign_in()");
    await runner.query("drop function plane.tell_of_consent()");
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}

interface News {
  readonly name: string;
  readonly kind: string;
  readonly facts: string;
  /** Which of the new rows are news. */
  readonly told: string;
}

const NEWS: readonly { readonly table: string; readonly trigger: string; readonly news: News }[] = [
  {
    table: "clients",
    trigger: "tell_of_client",
    news: {
      name: "tell_of_new_clients",
      kind: "client.created",
      facts: "'client_id', made.client_id, 'client_name', made.client_name",
      told: "true",
    },
  },
  {
    table: "sessions",
    trigger: "tell_of_sign_in",
    news: {
      name: "tell_of_sign_ins",
      kind: "user.signed_in",
      facts: `'subject', made.subject, 'session_id', made.id, 'acr', made.acr, 'amr', made.amr,
        'address', made.address, 'user_agent', made.user_agent`,
      told: "true",
    },
  },
  {
    table: "grants",
    trigger: "tell_of_consent",
    news: {
      name: "tell_of_consents",
      kind: "consent.granted",
      facts: `'client_id', made.client_id, 'subject', made.subject, 'grant_id', made.id,
        'scope', made.scope, 'audience', made.audience, 'session_id', made.session_id`,
      told: "made.redeemed_at is null and not made.skipped",
    },
  },
];

/** With the rights of the kernel, which may write an event and nothing else. */
function tellOfNewRows({ name, kind, facts, told }: News): string {
  return `
    create function plane.${name}() returns trigger
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    begin
      perform plane.tell(made.project_id, '${kind}', json_build_object(${facts}))
         from made
        where ${told} and exists (
          select from plane.event_streams heard where heard.project_id = made.project_id offset 0
        );
      return null;
    end $$`;
}

/** A purge of the whole project is no news. */
const TELL_OF_CLIENT = `
  create or replace function plane.tell_of_client() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
  begin
    if tg_op = 'UPDATE' then
      perform plane.tell(new.project_id, 'client.updated', json_build_object(
        'client_id', new.client_id, 'client_name', new.client_name));
    elsif exists (select from plane.projects
                   where project_id = old.project_id and state <> 'deleted') then
      perform plane.tell(old.project_id, 'client.deleted', json_build_object(
        'client_id', old.client_id, 'client_name', old.client_name));
    end if;
    return null;
  end $$`;
