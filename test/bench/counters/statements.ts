import pg from "pg";

/** What all runs of one statement took together; the time includes waits for locks. */
export interface StatementCost {
  readonly text: string;
  readonly calls: number;
  readonly rows: number;
  readonly milliseconds: number;
}

/**
 * Counts the statements that clients send to the databases of one server, by pg_stat_statements:
 * what functions run inside is theirs, not counted again.
 */
export class StatementCounter {
  private constructor(private readonly client: pg.Client) {}

  /** `superuserUrl`: any database of the server. */
  static async open(superuserUrl: string): Promise<StatementCounter> {
    const client = new pg.Client({ connectionString: superuserUrl });
    // A server that ends before its counter is a crash, which others report better.
    client.on("error", () => undefined);
    await client.connect();
    await client.query("create extension if not exists pg_stat_statements");
    return new StatementCounter(client);
  }

  /** Statements that one database has run so far. */
  async count(database: string): Promise<number> {
    const { rows } = await this.client.query<{ calls: string }>(
      `select coalesce(sum(calls), 0) as calls from pg_stat_statements
        where dbid = (select oid from pg_database where datname = $1)`,
      [database],
    );
    return Number(rows[0]?.calls);
  }

  /** The statements that took the most time in a database since the last {@link forget}. */
  async heaviest(database: string, limit: number): Promise<StatementCost[]> {
    const { rows } = await this.client.query<Record<"calls" | "rows" | "total" | "query", string>>(
      `select calls, rows, total_exec_time as total, query from pg_stat_statements
        where dbid = (select oid from pg_database where datname = $1)
        order by total_exec_time desc limit $2`,
      [database, limit],
    );
    return rows.map((row) => ({
      text: row.query,
      calls: Number(row.calls),
      rows: Number(row.rows),
      milliseconds: Number(row.total),
    }));
  }

  async forget(): Promise<void> {
    await this.client.query("select pg_stat_statements_reset()");
  }

  /** Settings on which durability hangs, as the server has them. */
  async settings(names: readonly string[]): Promise<Record<string, string>> {
    const { rows } = await this.client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name = any($1)",
      [names],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
