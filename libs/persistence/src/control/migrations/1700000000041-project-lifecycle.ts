import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks restoring a deleted project until it is purged, and telling which ones can be restored. */
export class ProjectLifecycle1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table projects
        add column deleted_at timestamptz(3),
        add column purge_at timestamptz(3),
        add column purged_at timestamptz(3);
      update projects set deleted_at = updated_at, purge_at = updated_at + interval '30 days'
        where state = 'deleted';
      create index projects_deleted on projects (workspace_id, deleted_at desc, id)
        where state = 'deleted' and purged_at is null;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
