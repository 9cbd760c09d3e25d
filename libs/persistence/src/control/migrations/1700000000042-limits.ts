import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks limits of a workspace and of one project; a row without a value is no limit. */
export class Limits1700000000042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table limits (
        workspace_id uuid not null references workspaces,
        project_id uuid references projects,
        bucket text not null,
        value bigint check (value >= 0)
      );
      create unique index limits_once on limits
        (workspace_id, coalesce(project_id, '00000000-0000-0000-0000-000000000000'), bucket);
      grant select, insert, update, delete on limits to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
