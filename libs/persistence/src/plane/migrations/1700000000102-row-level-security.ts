import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: processes that see one project (plane), every project (provisioner), exact rows (kernel). */
export class RowLevelSecurity1700000000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const role of [PLANE_ROLE, PROVISIONER_ROLE, KERNEL_ROLE]) {
      await runner.query(`grant usage on schema plane to ${role}`);
    }
    for (const [table, rights] of Object.entries(RIGHTS)) {
      await runner.query(`alter table plane.${table} enable row level security`);
      await runner.query(`alter table plane.${table} force row level security`);
      await runner.query(
        `create policy one_project on plane.${table} to ${PLANE_ROLE}
          using (${THE_PROJECT}) with check (${THE_PROJECT})`,
      );
      await runner.query(
        `create policy every_project on plane.${table} to ${PROVISIONER_ROLE}
          using (true) with check (true)`,
      );
      await runner.query(`grant ${rights.plane} on plane.${table} to ${PLANE_ROLE}`);
      await runner.query(`grant ${rights.provisioner} on plane.${table} to ${PROVISIONER_ROLE}`);
      if (rights.kernel === undefined) continue;
      await runner.query(
        `create policy exact_rows on plane.${table} to ${KERNEL_ROLE} using (true) with check (true)`,
      );
      await runner.query(`grant ${rights.kernel} on plane.${table} to ${KERNEL_ROLE}`);
    }
  }

  down = forwardOnly;
}

/** No setting, or an empty one, is no project: nothing is seen and nothing can be written. */
const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const EVERYTHING = "select, insert, update, delete";

const RIGHTS: Record<string, { plane: string; provisioner: string; kernel?: string }> = {
  projects: { plane: "select", provisioner: EVERYTHING, kernel: "select" },
  clients: { plane: EVERYTHING, provisioner: EVERYTHING },
  signing_keys: { plane: EVERYTHING, provisioner: EVERYTHING },
  identities: { plane: EVERYTHING, provisioner: EVERYTHING },
  identity_credentials: { plane: EVERYTHING, provisioner: EVERYTHING },
  sessions: { plane: EVERYTHING, provisioner: "select, update, delete" },
  grants: { plane: EVERYTHING, provisioner: "select, update, delete", kernel: "select, update" },
  revocations: { plane: EVERYTHING, provisioner: "select, update, delete", kernel: "select" },
  used_assertions: { plane: EVERYTHING, provisioner: "select, update, delete" },
  admin_credentials: {
    plane: "select, update (last_used_at, last_used_address, last_used_user_agent)",
    provisioner: EVERYTHING,
  },
};
