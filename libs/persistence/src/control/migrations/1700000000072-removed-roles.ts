import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks knowing of which workspace a role was that is gone, as with members and service accounts. */
export class RemovedRoles1700000000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table roles add column removed_at timestamptz(3);
      drop index roles_name;
      create unique index roles_name on roles (workspace_id, lower(name))
        where removed_at is null;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
