import pg from "pg";

const connections = 8;

/**
 * One table for everything, as adapters for this provider commonly have it: a primary key for every
 * look-up of the request path, and partial indexes that rows without the member do not pay for.
 */
const schema = `
  create table if not exists artefacts (
    model text not null,
    id text not null,
    payload json not null,
    grant_id text,
    uid text,
    user_code text,
    consumed_at timestamptz,
    expires_at timestamptz,
    primary key (model, id)
  );
  create index if not exists artefacts_by_grant on artefacts (grant_id) where grant_id is not null;
  create index if not exists artefacts_by_uid on artefacts (uid) where uid is not null;
  create index if not exists artefacts_by_user_code on artefacts (user_code)
    where user_code is not null;`;

interface Payload {
  readonly grantId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly [member: string]: unknown;
}

interface Row {
  readonly payload: Payload;
  readonly consumed: string | null;
}

const columns = "payload, extract(epoch from consumed_at)::bigint as consumed";

const statements = {
  find: `select ${columns} from artefacts where model = $1 and id = $2`,
  findByUid: `select ${columns} from artefacts where uid = $1`,
  findByUserCode: `select ${columns} from artefacts where user_code = $1`,
  upsert: `
    insert into artefacts (model, id, payload, grant_id, uid, user_code, expires_at)
    values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
    on conflict (model, id) do update
      set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
          user_code = excluded.user_code, expires_at = excluded.expires_at`,
  consume: "update artefacts set consumed_at = now() where model = $1 and id = $2",
  destroy: "delete from artefacts where model = $1 and id = $2",
  revoke: "delete from artefacts where grant_id = $1",
} as const;

/** The adapter class that the provider makes one of for each of its models. */
export async function openPostgresAdapter(databaseUrl: string): Promise<{ adapter: AdapterClass }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  await pool.query(schema);
  const run = async (name: keyof typeof statements, values: unknown[]): Promise<Row[]> => {
    const { rows } = await pool.query<Row>({ name, text: statements[name], values });
    return rows;
  };
  return { adapter: adapterOver(run) };
}

export type AdapterClass = new (model: string) => object;

type Run = (name: keyof typeof statements, values: unknown[]) => Promise<Row[]>;

function adapterOver(run: Run): AdapterClass {
  return class PostgresAdapter {
    constructor(private readonly model: string) {}

    async find(id: string): Promise<Payload | undefined> {
      return read(await run("find", [this.model, id]));
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      return read(await run("findByUid", [uid]));
    }

    async findByUserCode(userCode: string): Promise<Payload | undefined> {
      return read(await run("findByUserCode", [userCode]));
    }

    async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
      const { grantId = null, uid = null, userCode = null } = payload;
      const text = JSON.stringify(payload);
      await run("upsert", [this.model, id, text, grantId, uid, userCode, expiresIn ?? null]);
    }

    async consume(id: string): Promise<void> {
      await run("consume", [this.model, id]);
    }

    async destroy(id: string): Promise<void> {
      await run("destroy", [this.model, id]);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await run("revoke", [grantId]);
    }
  };
}

function read([row]: Row[]): Payload | undefined {
  if (row === undefined) return undefined;
  return row.consumed === null ? row.payload : { ...row.payload, consumed: Number(row.consumed) };
}
