import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks what a project used, by the hour, and how many users were active in a month. */
export class Usage1700000000141 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `create table plane.usage_counts (
    project_id uuid not null references plane.projects on delete cascade,
    hour timestamptz not null,
    metric text not null,
    count bigint not null,
    primary key (project_id, hour, metric)
  )`,
  // A digest stands for a user: the table tells how many there were, not who.
  `create table plane.usage_subjects (
    project_id uuid not null references plane.projects on delete cascade,
    month date not null,
    digest bytea not null,
    primary key (project_id, month, digest)
  )`,
  ...["usage_counts", "usage_subjects"].flatMap((table) => [
    `alter table plane.${table} enable row level security`,
    `alter table plane.${table} force row level security`,
    `create policy one_project on plane.${table} to ${PLANE_ROLE}
      using (${THE_PROJECT}) with check (${THE_PROJECT})`,
    `create policy every_project on plane.${table} to ${PROVISIONER_ROLE}
      using (true) with check (true)`,
    `grant select, insert, update, delete on plane.${table} to ${PLANE_ROLE}`,
    `grant select, insert, update, delete on plane.${table} to ${PROVISIONER_ROLE}`,
  ]),
];
