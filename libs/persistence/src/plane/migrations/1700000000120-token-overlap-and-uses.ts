import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: personal access tokens whose value before a roll works until its overlap ends, and the
 * count of which permissions tokens use.
 */
export class TokenOverlapAndUses1700000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `alter table plane.admin_credentials
     add column previous_digest bytea, add column previous_ends_at timestamptz`,
  `create unique index admin_credentials_by_previous_value
     on plane.admin_credentials (project_id, previous_digest) where previous_digest is not null`,
  `create table plane.permission_uses (
     project_id uuid not null references plane.projects on delete cascade,
     token_id text not null,
     permission text not null,
     day date not null,
     uses bigint not null,
     primary key (project_id, token_id, permission, day)
   )`,
  `create index permission_uses_of_token on plane.permission_uses (token_id, day)`,
  `alter table plane.permission_uses enable row level security`,
  `alter table plane.permission_uses force row level security`,
  `create policy one_project on plane.permission_uses to ${PLANE_ROLE}
     using (${THE_PROJECT}) with check (${THE_PROJECT})`,
  `create policy every_project on plane.permission_uses to ${PROVISIONER_ROLE}
     using (true) with check (true)`,
  `grant select, insert, update, delete on plane.permission_uses to ${PLANE_ROLE}`,
  `grant select, insert, update, delete on plane.permission_uses to ${PROVISIONER_ROLE}`,
];
