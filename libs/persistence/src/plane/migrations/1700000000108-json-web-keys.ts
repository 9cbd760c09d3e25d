import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: JWK sets that a project keeps for its own applications (Hydra's admin API of keys). */
export class JsonWebKeys1700000000108 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JSON_WEB_KEYS);
    await runner.query("alter table plane.json_web_keys enable row level security");
    await runner.query("alter table plane.json_web_keys force row level security");
    await runner.query(
      `create policy one_project on plane.json_web_keys to ${PLANE_ROLE}
        using (${THE_PROJECT}) with check (${THE_PROJECT})`,
    );
    await runner.query(
      `create policy every_project on plane.json_web_keys to ${PROVISIONER_ROLE}
        using (true) with check (true)`,
    );
    await runner.query(
      `grant select, insert, update, delete on plane.json_web_keys to ${PLANE_ROLE}`,
    );
    await runner.query(
      `grant select, update, delete on plane.json_web_keys to ${PROVISIONER_ROLE}`,
    );
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

/** `sealed` is the whole key: what is public about it depends on its type. */
const JSON_WEB_KEYS = `
  create table plane.json_web_keys (
    project_id uuid not null references plane.projects on delete cascade,
    set_name text not null,
    kid text not null,
    sealed bytea not null,
    position integer not null,
    created_at timestamptz not null,
    primary key (project_id, set_name, kid)
  )`;
