import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks the tokens of a month in one row of each project, so that many projects are summed fast. */
export class UsageByMonth1700000000270 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const STATEMENTS = [
  `create table plane.usage_months (
    project_id uuid not null references plane.projects on delete cascade,
    month date not null,
    tokens bigint not null,
    primary key (project_id, month)
  )`,
  "create index usage_months_by_month on plane.usage_months (month)",
  `insert into plane.usage_months (project_id, month, tokens)
    select project_id, (date_trunc('month', hour, 'UTC') at time zone 'UTC')::date, sum(count)
      from plane.usage_counts where metric like 'tokens\\_%' group by 1, 2`,
  `alter table plane.usage_months enable row level security`,
  `alter table plane.usage_months force row level security`,
  `create policy one_project on plane.usage_months to ${PLANE_ROLE}
    using (${THE_PROJECT}) with check (${THE_PROJECT})`,
  `create policy every_project on plane.usage_months to ${PROVISIONER_ROLE}
    using (true) with check (true)`,
  `grant select, insert, update, delete on plane.usage_months to ${PLANE_ROLE}`,
  `grant select, insert, update, delete on plane.usage_months to ${PROVISIONER_ROLE}`,
  `create policy exact_rows on plane.usage_months to ${KERNEL_ROLE} using (true) with check (true)`,
  `grant select, insert, update on plane.usage_months to ${KERNEL_ROLE}`,
  `grant create on schema plane to ${KERNEL_ROLE}`,
  // Replaced with its owner and its grants as they are. Both tables are taken in the order of their
  // keys, one after the other: two processes never wait in a circle.
  `create or replace function plane.add_usage(
    project_ids uuid[], hours timestamptz[], metrics text[], counts bigint[]
  ) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    insert into plane.usage_counts as held (project_id, hour, metric, count)
    select project_id, hour, metric, sum(count)
      from unnest(project_ids, hours, metrics, counts) as given (project_id, hour, metric, count)
     group by project_id, hour, metric
     order by project_id, hour, metric
    on conflict (project_id, hour, metric) do update set count = held.count + excluded.count;
    insert into plane.usage_months as held (project_id, month, tokens)
    select project_id, (date_trunc('month', hour, 'UTC') at time zone 'UTC')::date, sum(count)
      from unnest(project_ids, hours, metrics, counts) as given (project_id, hour, metric, count)
     where metric like 'tokens\\_%'
     group by 1, 2
     order by 1, 2
    on conflict (project_id, month) do update set tokens = held.tokens + excluded.tokens
  $$`,
  `revoke create on schema plane from ${KERNEL_ROLE}`,
];
