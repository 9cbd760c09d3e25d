import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: a row that is asked for by its key is found by its key. While a table is small and has no
 * statistics, every index that begins with the project looks as good as the primary key, and a plan
 * that walks through all rows of a project stays on its connection until the table is analysed,
 * however large it has grown. A condition that only their own questions imply takes the other indexes
 * out of the choice.
 */
export class IndexesOfOneQuestion1700000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, table, column] of INDEXES) {
      await runner.query(`drop index plane.${name}`);
      await runner.query(
        `create index ${name} on plane.${table} (project_id, ${column}) where ${column} is not null`,
      );
    }
  }

  down = forwardOnly;
}

const INDEXES = [
  ["grants_by_client", "grants", "client_id"],
  ["grants_to_purge", "grants", "purge_on"],
  ["revocations_to_purge", "revocations", "expires_at"],
  ["sessions_by_subject", "sessions", "subject"],
  ["sessions_to_purge", "sessions", "purge_on"],
] as const;
