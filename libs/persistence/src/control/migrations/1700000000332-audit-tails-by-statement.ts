import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks: many events at once move the end of their log once. Each event moved it before, and looked
 * through the moves of those before it in its transaction. The end of a log refers to its workspace,
 * so that no event can be of one that is not there, and none of them asks for it once more.
 */
export class AuditTailsByStatement1700000000332 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function note_audit_tails() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        insert into audit_tails (workspace_id, sequence, hash)
          select distinct on (workspace_id) workspace_id, sequence, hash from added
          order by workspace_id, sequence desc
          on conflict (workspace_id) do update
            set sequence = excluded.sequence, hash = excluded.hash
            where audit_tails.sequence < excluded.sequence;
        return null;
      end $$;
      revoke all on function note_audit_tails() from public;
      create trigger audit_tails_grow after insert on audit_events
        referencing new table as added for each statement execute function note_audit_tails();
      alter table audit_events enable always trigger audit_tails_grow;
      drop trigger audit_tail_grows on audit_events;
      drop function note_audit_tail();
      alter table audit_events drop constraint audit_events_workspace_id_fkey;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
