import type pg from "pg";

/** How one stored row becomes many. */
export interface Cloning {
  /** Schema and table. */
  readonly table: string;
  /** SQL condition for the one row, over alias `model`. */
  readonly model: string;
  /** SQL from clause whose rows are the copies, such as `generate_series(1, 1000) as n`. */
  readonly copies: string;
  /** SQL for a jsonb object of the columns that differ in a copy. */
  readonly changes: string;
  readonly values?: readonly unknown[];
}

/** Copies a row that the product itself has written, so that whatever it holds is realistic. */
export async function cloneRows(client: pg.Client, cloning: Cloning): Promise<void> {
  const { table, model, copies, changes, values = [] } = cloning;
  const [schema, name] = table.split(".");
  const { rows } = await client.query<{ column_name: string }>(
    `select column_name from information_schema.columns
      where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'`,
    [schema, name],
  );
  const columns = rows.map((row) => client.escapeIdentifier(row.column_name));
  await client.query(
    `insert into ${table} (${columns.join(", ")})
     select ${columns.map((column) => `copy.${column}`).join(", ")}
       from (select * from ${table} as model where ${model} limit 1) as model,
            ${copies},
            lateral jsonb_populate_record(null::${table}, to_jsonb(model) || ${changes}) as copy`,
    [...values],
  );
}
