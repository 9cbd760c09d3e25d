import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: events of one millisecond are listed in the order in which they happened. */
export class DeliveriesInOrder1700000000343 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table plane.event_deliveries alter created_at type timestamptz");
  }

  down = forwardOnly;
}
