import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks the audit log: one chain per workspace whose rows nobody changes, the owner included. */
export class AuditEvents1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_events (
        workspace_id uuid not null references workspaces,
        sequence bigint not null,
        id uuid not null unique,
        occurred_at timestamptz(3) not null,
        project_id uuid,
        actor jsonb not null,
        action text not null,
        target jsonb not null,
        before jsonb,
        after jsonb,
        previous_hash text not null,
        hash text not null,
        primary key (workspace_id, sequence)
      );
      create index audit_events_of_project on audit_events (workspace_id, project_id, sequence);

      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'audit events are never changed' using errcode = 'insufficient_privilege';
      end $$;

      create trigger audit_events_stay before update or delete on audit_events
        for each row execute function refuse_audit_change();
      create trigger audit_events_are_not_emptied before truncate on audit_events
        for each statement execute function refuse_audit_change();`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
