import { randomUUID } from "node:crypto";
import pg from "pg";
import type { BenchGrantry } from "../servers/grantry.js";
import type { BenchPostgres } from "../servers/postgres.js";
import { cloneRows } from "./clone-rows.js";

const batch = 250_000;

/** What a grant takes on disk, in bytes. */
export interface GrantSize {
  readonly grants: number;
  readonly table: number;
  readonly indexes: number;
}

/**
 * Fills the plane's database with live grants, copies of one that a sign-in has left. The purge has
 * looked at them: millions made in one moment would all be looked at in one, beside the load.
 */
export async function seedGrants(
  { planeDatabase, project }: BenchGrantry,
  postgres: BenchPostgres,
  count: number,
): Promise<GrantSize> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl(planeDatabase) });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    for (let done = 0; done < count; done += batch) {
      await cloneRows(client, {
        table: "plane.grants",
        model: "model.project_id = $1 and model.redeemed_at is not null and not model.remember",
        copies: `generate_series(1, ${Math.min(batch, count - done)}) as number`,
        changes: `jsonb_build_object(
          'id', md5($2 || 'grant' || number)::uuid, 'session_id', md5($2 || 'session' || number)::uuid,
          'subject', md5($2 || 'subject' || number)::uuid, 'purge_on', current_date + 30)`,
        values: [project.id, randomUUID()],
      });
    }
    await client.query("vacuum (analyze) plane.grants");
    await client.query("checkpoint");
    return await sizeOf(client);
  } finally {
    await client.end();
  }
}

async function sizeOf(client: pg.Client): Promise<GrantSize> {
  const { rows } = await client.query<{ grants: string; table_bytes: string; index_bytes: string }>(
    `select count(*) as grants, pg_table_size('plane.grants') as table_bytes,
            pg_indexes_size('plane.grants') as index_bytes
       from plane.grants`,
  );
  const grants = Number(rows[0]?.grants);
  return {
    grants,
    table: Number(rows[0]?.table_bytes) / grants,
    indexes: Number(rows[0]?.index_bytes) / grants,
  };
}
