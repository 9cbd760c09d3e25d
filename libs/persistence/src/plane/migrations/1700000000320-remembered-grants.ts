import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: a sign-in finds the consent that is remembered among those that are, not among every
 * sign-in that its user made at any client. What redeeming and rotating change is not in the index.
 */
export class RememberedGrants1700000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "create index grants_remembered on plane.grants (subject_hash) where remember",
    );
  }

  down = forwardOnly;
}
