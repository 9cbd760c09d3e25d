import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: one round trip for many requests of many projects. Each statement takes arrays of
 * (project, id), touches exactly those rows and answers by position (`ordinal`, from 1).
 */
export class HotStatements1700000000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    for (const [signature, definition] of Object.entries(STATEMENTS)) {
      await runner.query(definition);
      await runner.query(`revoke all on function plane.${signature} from public`);
      await runner.query(`grant execute on function plane.${signature} to ${PLANE_ROLE}`);
      await runner.query(`alter function plane.${signature} owner to ${KERNEL_ROLE}`);
    }
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
    await runner.query(ROTATE_SIGNING_KEYS);
    await runner.query("revoke all on function plane.rotate_signing_keys from public");
    await runner.query(
      `grant execute on function plane.rotate_signing_keys to ${PLANE_ROLE}, ${PROVISIONER_ROLE}`,
    );
  }

  down = forwardOnly;
}

const STATEMENTS = {
  "resolve_project(text)": `
    create function plane.resolve_project(wanted text) returns setof plane.projects
    language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
      select * from plane.projects where slug = wanted
    $$`,

  "grant_states(uuid[], uuid[])": `
    create function plane.grant_states(project_ids uuid[], grant_ids uuid[])
    returns table (
      ordinal bigint, generation integer, rotated_at timestamptz, refresh_expires_at timestamptz,
      redeemed_at timestamptz, revoked_at timestamptz, expires_at timestamptz
    )
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select wanted.ordinal, held.generation, held.rotated_at, held.refresh_expires_at,
             held.redeemed_at, held.revoked_at, held.expires_at
        from unnest(project_ids, grant_ids) with ordinality as wanted (project_id, id, ordinal)
        join plane.grants held on held.project_id = wanted.project_id and held.id = wanted.id
    $$`,

  "revocations_present(uuid[], text[])": `
    create function plane.revocations_present(project_ids uuid[], token_ids text[])
    returns table (ordinal bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select wanted.ordinal
        from unnest(project_ids, token_ids) with ordinality as wanted (project_id, token_id, ordinal)
        join plane.revocations held
          on held.project_id = wanted.project_id and held.token_id = wanted.token_id
    $$`,

  // Rows are taken in the order of their key, so that two batches never wait for each other in a
  // circle; each element sees what the elements before it did.
  "redeem_grants(uuid[], uuid[], timestamptz[], integer[], timestamptz[], timestamptz[])": `
    create function plane.redeem_grants(
      project_ids uuid[], grant_ids uuid[], instants timestamptz[], generations integer[],
      refresh_ends timestamptz[], ends timestamptz[]
    )
    returns table (ordinal bigint, outcome text, held plane.grants)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
      wanted record;
    begin
      for wanted in
        select each.* from unnest(project_ids, grant_ids, instants, generations, refresh_ends, ends)
          with ordinality
          as each (project_id, id, instant, generation, refresh_expires_at, expires_at, position)
        order by each.project_id, each.id, each.position
      loop
        ordinal := wanted.position;
        update plane.grants stored
           set redeemed_at = wanted.instant,
               generation = wanted.generation,
               refresh_expires_at = wanted.refresh_expires_at,
               expires_at = wanted.expires_at
         where stored.project_id = wanted.project_id and stored.id = wanted.id
           and stored.redeemed_at is null and stored.revoked_at is null
        returning stored.* into held;
        if found then
          outcome := 'redeemed';
        else
          select stored.* into held from plane.grants stored
           where stored.project_id = wanted.project_id and stored.id = wanted.id;
          outcome := case
            when not found then 'absent'
            when held.revoked_at is not null then 'revoked'
            when held.redeemed_at is not null then 'replayed'
            else 'absent'
          end;
        end if;
        return next;
      end loop;
    end $$`,

  "rotate_grants(uuid[], uuid[], integer[], timestamptz[], float8[], timestamptz[], timestamptz[])": `
    create function plane.rotate_grants(
      project_ids uuid[], grant_ids uuid[], generations integer[], instants timestamptz[],
      graces float8[], refresh_ends timestamptz[], ends timestamptz[]
    )
    returns table (ordinal bigint, outcome text, held plane.grants)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
      wanted record;
    begin
      for wanted in
        select each.*
          from unnest(project_ids, grant_ids, generations, instants, graces, refresh_ends, ends)
          with ordinality
          as each (project_id, id, generation, instant, grace, refresh_expires_at, expires_at, position)
        order by each.project_id, each.id, each.position
      loop
        ordinal := wanted.position;
        update plane.grants stored
           set generation = wanted.generation + 1,
               rotated_at = wanted.instant,
               refresh_expires_at = wanted.refresh_expires_at,
               expires_at = wanted.expires_at
         where stored.project_id = wanted.project_id and stored.id = wanted.id
           and stored.generation = wanted.generation and stored.revoked_at is null
           and (stored.refresh_expires_at is null or stored.refresh_expires_at > wanted.instant)
        returning stored.* into held;
        if found then
          outcome := 'rotated';
        else
          select stored.* into held from plane.grants stored
           where stored.project_id = wanted.project_id and stored.id = wanted.id;
          outcome := case
            when not found then 'absent'
            when held.revoked_at is not null then 'revoked'
            when held.refresh_expires_at <= wanted.instant then 'expired'
            when held.generation = wanted.generation + 1 and wanted.grace > 0
             and wanted.instant < held.rotated_at + make_interval(secs => wanted.grace)
              then 'repeated'
            when held.generation > wanted.generation then 'reused'
            else 'absent'
          end;
        end if;
        return next;
      end loop;
    end $$`,
};

/**
 * One step of a rotation: next signs, current only verifies until it ends, a new key is announced.
 * Runs with the rights of its caller, so row-level security decides. The step is taken when the
 * current key is still the one that `replaced` names, or (without a name) became current before
 * \`instant\`.
 */
const ROTATE_SIGNING_KEYS = `
  create function plane.rotate_signing_keys(
    project uuid, wanted_algorithm text, replaced text, instant timestamptz, retired_ends timestamptz,
    new_kid text, new_public_jwk json, new_private_key bytea, new_created_at timestamptz
  ) returns boolean
  language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp as $$
  declare
    standing plane.signing_keys;
    successor text;
  begin
    perform pg_advisory_xact_lock(hashtextextended(project::text || wanted_algorithm, 0));
    select * into standing from plane.signing_keys
     where project_id = project and algorithm = wanted_algorithm and state = 'current';
    if found and (
      standing.kid <> replaced or (replaced is null and standing.activated_at >= instant)
    ) then
      return false;
    end if;
    select kid into successor from plane.signing_keys
     where project_id = project and algorithm = wanted_algorithm and state = 'next';
    if not found then
      raise exception 'no next signing key for %', wanted_algorithm using errcode = 'no_data_found';
    end if;
    update plane.signing_keys
       set state = 'retired', retired_at = instant, expires_at = retired_ends
     where project_id = project and kid = standing.kid;
    update plane.signing_keys set state = 'current', activated_at = instant
     where project_id = project and kid = successor;
    insert into plane.signing_keys
      (project_id, kid, algorithm, state, public_jwk, private_key, created_at)
    values
      (project, new_kid, wanted_algorithm, 'next', new_public_jwk, new_private_key, new_created_at);
    return true;
  end $$`;
