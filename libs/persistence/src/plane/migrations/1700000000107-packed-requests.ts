import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: listings of consents show the request, at a third of its length. */
export class PackedRequests1700000000107 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table plane.grants add column query bytea");
  }

  down = forwardOnly;
}
