import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks signed heads of the audit log, its filters, and rows that stay even for a login that turns
 * triggers off by way of replication.
 */
export class AuditProofs1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table audit_events enable always trigger audit_events_stay;
      alter table audit_events enable always trigger audit_events_are_not_emptied;
      revoke update, delete, truncate on audit_events from public;

      -- Filters of the log: by time, actor, action, target and request.
      create index audit_events_by_time on audit_events (workspace_id, occurred_at, sequence);
      create index audit_events_by_actor on audit_events (workspace_id, (actor ->> 'id'), sequence);
      create index audit_events_by_action on audit_events (workspace_id, action, sequence);
      create index audit_events_by_target on audit_events (workspace_id, (target ->> 'id'), sequence);
      create index audit_events_by_request
        on audit_events (workspace_id, (actor ->> 'requestId'), sequence);

      create table audit_signing_keys (
        key_id text primary key,
        public_jwk jsonb not null,
        private_key bytea not null,
        created_at timestamptz(3) not null default now()
      );

      create table audit_heads (
        workspace_id uuid not null references workspaces,
        sequence bigint not null,
        hash text not null,
        signed_at timestamptz(3) not null,
        key_id text not null references audit_signing_keys,
        signature text not null,
        primary key (workspace_id, sequence)
      );

      create trigger audit_heads_stay before update or delete on audit_heads
        for each row execute function refuse_audit_change();
      create trigger audit_heads_are_not_emptied before truncate on audit_heads
        for each statement execute function refuse_audit_change();
      alter table audit_heads enable always trigger audit_heads_stay;
      alter table audit_heads enable always trigger audit_heads_are_not_emptied;

      grant select, insert on audit_heads, audit_signing_keys to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
