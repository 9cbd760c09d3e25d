import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: logout tokens that outlast an outage, and the log of what was sent to tenants' addresses. */
export class Deliveries1700000000106 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `create table plane.deliveries (
    project_id uuid not null references plane.projects on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('backchannel_logout', 'token_hook', 'refresh_token_hook')),
    client_id text not null,
    url text not null,
    session_id uuid,
    subject text,
    forced_subject text,
    state text not null check (state in ('waiting', 'delivered', 'refused', 'failed')),
    attempts integer not null,
    status integer,
    milliseconds integer,
    error text,
    created_at timestamptz not null,
    due_at timestamptz,
    finished_at timestamptz,
    expires_at timestamptz not null,
    primary key (project_id, id),
    check ((state = 'waiting') = (due_at is not null))
  )`,
  `create index deliveries_by_age on plane.deliveries (project_id, created_at, id)`,
  `create index deliveries_due on plane.deliveries (due_at) where state = 'waiting'`,
  `create index deliveries_to_purge on plane.deliveries (project_id, expires_at)`,
  `alter table plane.deliveries enable row level security`,
  `alter table plane.deliveries force row level security`,
  `create policy one_project on plane.deliveries to ${PLANE_ROLE}
    using (${THE_PROJECT}) with check (${THE_PROJECT})`,
  `create policy every_project on plane.deliveries to ${PROVISIONER_ROLE}
    using (true) with check (true)`,
  `grant select, insert, update, delete on plane.deliveries to ${PLANE_ROLE}`,
  `grant select, update, delete on plane.deliveries to ${PROVISIONER_ROLE}`,
];
