import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: the consent that is remembered is found by user and client, however many a user gave and
 * whatever is known of the table: an index that gives the latest first spares sorting, so no other
 * looks as good to a planner without statistics.
 */
export class LatestRememberedGrant1700000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("drop index plane.grants_remembered");
    await runner.query(
      `create index grants_remembered on plane.grants (subject_hash, client_id, requested_at)
        where remember`,
    );
  }

  down = forwardOnly;
}
