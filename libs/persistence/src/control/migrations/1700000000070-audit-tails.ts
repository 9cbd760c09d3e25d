import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks finding events that were removed from the end before a head was signed over them: how far
 * each log reached is kept beside it, by the database itself, and only grows.
 */
export class AuditTails1700000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_tails (
        workspace_id uuid primary key references workspaces,
        sequence bigint not null,
        hash text not null
      );
      insert into audit_tails (workspace_id, sequence, hash)
        select distinct on (workspace_id) workspace_id, sequence, hash from audit_events
        order by workspace_id, sequence desc;

      create function note_audit_tail() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        insert into audit_tails (workspace_id, sequence, hash)
          values (new.workspace_id, new.sequence, new.hash)
          on conflict (workspace_id) do update
            set sequence = excluded.sequence, hash = excluded.hash
            where audit_tails.sequence < excluded.sequence;
        return null;
      end $$;
      revoke all on function note_audit_tail() from public;
      create trigger audit_tail_grows after insert on audit_events
        for each row execute function note_audit_tail();
      alter table audit_events enable always trigger audit_tail_grows;

      create trigger audit_tails_stay before delete on audit_tails
        for each row execute function refuse_audit_change();
      create trigger audit_tails_only_grow before update on audit_tails
        for each row when (new.sequence <= old.sequence or new.workspace_id <> old.workspace_id)
        execute function refuse_audit_change();
      create trigger audit_tails_are_not_emptied before truncate on audit_tails
        for each statement execute function refuse_audit_change();
      alter table audit_tails enable always trigger audit_tails_stay;
      alter table audit_tails enable always trigger audit_tails_only_grow;
      alter table audit_tails enable always trigger audit_tails_are_not_emptied;

      grant select on audit_tails to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
