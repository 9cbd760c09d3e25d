import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: a project's users as its admin API lists and changes them (Ory Kratos' shapes). */
export class IdentityAdministration1700000000111 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table plane.identities
         add column metadata_public json,
         add column metadata_admin json,
         add column state_changed_at timestamptz`,
    );
    await runner.query(
      `create index identities_newest_first
         on plane.identities (project_id, created_at desc, id desc)`,
    );
  }

  down = forwardOnly;
}
