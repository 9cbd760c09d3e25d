import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: a project chooses what its JWT access tokens are signed with, and replaces a key at once. */
export class SigningSets1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIGNING_SETS);
    await runner.query("alter table plane.signing_sets enable row level security");
    await runner.query("alter table plane.signing_sets force row level security");
    await runner.query(
      `create policy one_project on plane.signing_sets to ${PLANE_ROLE}
        using (${THE_PROJECT}) with check (${THE_PROJECT})`,
    );
    await runner.query(
      `create policy every_project on plane.signing_sets to ${PROVISIONER_ROLE}
        using (true) with check (true)`,
    );
    await runner.query(`grant select, insert, update on plane.signing_sets to ${PLANE_ROLE}`);
    await runner.query(
      `grant select, insert, update, delete on plane.signing_sets to ${PROVISIONER_ROLE}`,
    );
    await runner.query(REPLACE_SIGNING_KEY);
    await runner.query("revoke all on function plane.replace_signing_key from public");
    await runner.query(
      `grant execute on function plane.replace_signing_key to ${PLANE_ROLE}, ${PROVISIONER_ROLE}`,
    );
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

/** A set without a row signs as it does from the start. */
const SIGNING_SETS = `
  create table plane.signing_sets (
    project_id uuid not null references plane.projects on delete cascade,
    set_name text not null,
    algorithm text not null,
    primary key (project_id, set_name)
  )`;

/**
 * A new key signs from this moment, the one before only verifies until it ends; the successor that
 * was announced stays the successor. Runs with the rights of its caller, so row-level security
 * decides. Answers false when the project has a key of that name.
 */
const REPLACE_SIGNING_KEY = `
  create function plane.replace_signing_key(
    project uuid, wanted_set text, wanted_algorithm text, instant timestamptz,
    retired_ends timestamptz, new_kid text, new_public_jwk json, new_private_key bytea
  ) returns boolean
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended(project::text || wanted_algorithm, 0));
    perform 1 from plane.signing_keys where project_id = project and kid = new_kid;
    if found then
      return false;
    end if;
    update plane.signing_keys
       set state = 'retired', retired_at = instant, expires_at = retired_ends
     where project_id = project and algorithm = wanted_algorithm and state = 'current';
    insert into plane.signing_keys
      (project_id, kid, algorithm, state, public_jwk, private_key, created_at, activated_at)
    values
      (project, new_kid, wanted_algorithm, 'current', new_public_jwk, new_private_key, instant, instant);
    insert into plane.signing_sets (project_id, set_name, algorithm)
    values (project, wanted_set, wanted_algorithm)
    on conflict (project_id, set_name) do update set algorithm = excluded.algorithm;
    return true;
  end $$`;
