import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks a limit on the tokens of a whole workspace, and telling once that a limit comes near. */
export class LimitNotices1700000000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table limit_notices (
        workspace_id uuid not null references workspaces,
        project_id uuid references projects,
        bucket text not null,
        percent integer not null check (percent in (80, 100)),
        month date not null,
        value bigint not null,
        noticed_at timestamptz not null default now()
      );
      create unique index limit_notices_once on limit_notices
        (workspace_id, coalesce(project_id, '00000000-0000-0000-0000-000000000000'), bucket,
         percent, month, value);
      create table used_up_workspaces (
        workspace_id uuid primary key references workspaces,
        value bigint not null,
        until timestamptz not null
      );
      grant select, insert, update, delete on limit_notices, used_up_workspaces
        to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
