import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: a developer sees why a request was refused, by its request ID, without asking us. */
export class RequestLog1700000000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `create table plane.request_log (
    project_id uuid not null references plane.projects on delete cascade,
    id uuid not null,
    at timestamptz not null,
    request_id text not null,
    method text not null,
    path text not null,
    status integer not null,
    error text,
    error_description text,
    client_id text,
    address text not null,
    user_agent text not null,
    milliseconds integer not null,
    expires_at timestamptz not null,
    primary key (project_id, id)
  )`,
  `create index request_log_by_age on plane.request_log (project_id, at, id)`,
  `create index request_log_to_purge on plane.request_log (project_id, expires_at)`,
  `alter table plane.request_log enable row level security`,
  `alter table plane.request_log force row level security`,
  `create policy one_project on plane.request_log to ${PLANE_ROLE}
    using (${THE_PROJECT}) with check (${THE_PROJECT})`,
  `create policy every_project on plane.request_log to ${PROVISIONER_ROLE}
    using (true) with check (true)`,
  `grant select, insert, update, delete on plane.request_log to ${PLANE_ROLE}`,
  `grant select, update, delete on plane.request_log to ${PROVISIONER_ROLE}`,
];
