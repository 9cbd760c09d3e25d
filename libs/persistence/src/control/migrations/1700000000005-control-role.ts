import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks running without the owner's power: rows yes, tables no, audit events append-only. */
export class ControlRole1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Roles belong to the whole server: another database's migration may create it meanwhile.
    await runner.query(`
      do $$ begin
        create role grantry_control nologin;
      exception when duplicate_object or unique_violation then null;
      end $$;`);
    await runner.query(`
      do $$ begin
        execute format('grant grantry_control to %I', current_user);
      exception when others then
        if not pg_has_role(current_user, 'grantry_control', 'member') then raise; end if;
      end $$;`);
    await runner.query(`
      grant usage on schema public to grantry_control;
      grant select, insert, update, delete on
        workspaces, members, projects, project_revisions, used_slugs, personal_access_tokens,
        console_sessions, outbox, idempotency_keys, job_runs
        to grantry_control;
      revoke update, delete on used_slugs, project_revisions from grantry_control;
      grant select, insert on audit_events to grantry_control;
      grant select on control_migrations to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
