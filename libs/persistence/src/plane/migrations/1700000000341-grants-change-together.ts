import type { MigrationInterface, QueryRunner } from "typeorm";

import { KERNEL_ROLE, PLANE_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/**
 * Unlocks: the grants of a moment are redeemed or rotated by one update instead of one each, and
 * answer what tokens say of them, not all they hold: half of the database's time and of the
 * client's. Instants are milliseconds since the epoch.
 */
export class GrantsChangeTogether1700000000341 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop function plane.redeem_grants(uuid[], uuid[], timestamptz[], integer[], timestamptz[], timestamptz[])",
    );
    await runner.query(
      "drop function plane.rotate_grants(uuid[], uuid[], integer[], timestamptz[], float8[], timestamptz[], timestamptz[])",
    );
    await runner.query(`grant create on schema plane to ${KERNEL_ROLE}`);
    for (const [signature, definition] of Object.entries(STATEMENTS)) {
      await runner.query(definition);
      await runner.query(`revoke all on function plane.${signature} from public`);
      await runner.query(`grant execute on function plane.${signature} to ${PLANE_ROLE}`);
      await runner.query(`alter function plane.${signature} owner to ${KERNEL_ROLE}`);
    }
    await runner.query(`revoke create on schema plane from ${KERNEL_ROLE}`);
  }

  down = forwardOnly;
}

const ANSWER = `
  table (
    ordinal integer, outcome text, id uuid, generation integer, session_id uuid, auth_time float8,
    requested_at float8, client_id text, subject text, scope text, audience text[], details json
  )`;

/** What tokens say of the grant \`held\`. */
const FACTS = `
  held.id, held.generation, held.session_id, date_part('epoch', held.auth_time) * 1000,
  date_part('epoch', held.requested_at) * 1000, held.client_id, held.subject, held.scope,
  held.audience, held.details`;

/**
 * Rows are taken in the order of their key, so that two batches never wait for each other in a
 * circle. What the update did not take is looked at afterwards; where it answered some of a batch,
 * the second answer is for the others, and the first one of a position counts.
 */
const STATEMENTS = {
  "redeem_grants(uuid[], uuid[], float8[], integer[], float8[], float8[])": `
    create function plane.redeem_grants(
      project_ids uuid[], grant_ids uuid[], instants float8[], generations integer[],
      refresh_ends float8[], ends float8[]
    )
    returns ${ANSWER}
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
      taken integer;
    begin
      return query
        update plane.grants held
           set redeemed_at = to_timestamp(wanted.instant / 1000),
               generation = wanted.generation,
               refresh_expires_at = to_timestamp(wanted.refresh_end / 1000),
               expires_at = to_timestamp(wanted.expiry / 1000)
          from (
            select * from unnest(project_ids, grant_ids, instants, generations, refresh_ends, ends)
              with ordinality
              as each (project_id, id, instant, generation, refresh_end, expiry, place)
            order by each.project_id, each.id, each.place offset 0
          ) wanted
         where held.project_id = wanted.project_id and held.id = wanted.id
           and held.redeemed_at is null and held.revoked_at is null
        returning wanted.place::integer, 'redeemed', ${FACTS};
      get diagnostics taken = row_count;
      if taken = cardinality(grant_ids) then return; end if;
      return query
        select wanted.place::integer,
               case when held.revoked_at is not null then 'revoked' else 'replayed' end, ${FACTS}
          from unnest(project_ids, grant_ids) with ordinality as wanted (project_id, id, place)
          join plane.grants held on held.project_id = wanted.project_id and held.id = wanted.id
         where held.revoked_at is not null or held.redeemed_at is not null;
    end $$`,

  "rotate_grants(uuid[], uuid[], integer[], float8[], float8[], float8[], float8[])": `
    create function plane.rotate_grants(
      project_ids uuid[], grant_ids uuid[], generations integer[], instants float8[],
      graces float8[], refresh_ends float8[], ends float8[]
    )
    returns ${ANSWER}
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
      taken integer;
    begin
      return query
        update plane.grants held
           set generation = wanted.generation + 1,
               rotated_at = to_timestamp(wanted.instant / 1000),
               refresh_expires_at = to_timestamp(wanted.refresh_end / 1000),
               expires_at = to_timestamp(wanted.expiry / 1000)
          from (
            select * from unnest(project_ids, grant_ids, generations, instants, refresh_ends, ends)
              with ordinality
              as each (project_id, id, generation, instant, refresh_end, expiry, place)
            order by each.project_id, each.id, each.place offset 0
          ) wanted
         where held.project_id = wanted.project_id and held.id = wanted.id
           and held.generation = wanted.generation and held.revoked_at is null
           and (held.refresh_expires_at is null
             or held.refresh_expires_at > to_timestamp(wanted.instant / 1000))
        returning wanted.place::integer, 'rotated', ${FACTS};
      get diagnostics taken = row_count;
      if taken = cardinality(grant_ids) then return; end if;
      return query
        select wanted.place::integer,
               case
                 when held.revoked_at is not null then 'revoked'
                 when held.refresh_expires_at <= to_timestamp(wanted.instant / 1000) then 'expired'
                 when held.generation = wanted.generation + 1 and wanted.grace > 0
                  and to_timestamp(wanted.instant / 1000)
                    < held.rotated_at + make_interval(secs => wanted.grace)
                   then 'repeated'
                 when held.generation > wanted.generation then 'reused'
                 else 'absent'
               end, ${FACTS}
          from unnest(project_ids, grant_ids, generations, instants, graces) with ordinality
               as wanted (project_id, id, generation, instant, grace, place)
          join plane.grants held on held.project_id = wanted.project_id and held.id = wanted.id;
    end $$`,
};
