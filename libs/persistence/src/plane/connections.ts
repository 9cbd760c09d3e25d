import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { NamedQuery, PRELUDES, ProjectQuery } from "./project-query.js";
import type { InProject, Statement } from "./project-query.js";

const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
const STATEMENT_TIMEOUT_MILLISECONDS = 10_000;
const ANSWER_TIMEOUT_MILLISECONDS = 15_000;
const CLOSE_TIMEOUT_MILLISECONDS = 3_000;

/**
 * Every statement here reads by an index. Plans are made once per connection, perhaps while a table
 * is still nearly empty, and must stay right when it has grown.
 */
const PLANNER =
  "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

export interface ConnectionsOptions {
  readonly databaseUrl: string;
  readonly role: string;
  readonly size: number;
}

interface Slot {
  client?: pg.Client;
  opening?: Promise<pg.Client>;
  pending: number;
}

/**
 * A few pipelined connections that gave up every power but their role's. Each statement is a
 * transaction of its own; statements that wait for the same connection are sent without waiting for
 * each other's answers. Unbounded statements have a connection of their own beside `size`.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #slots: readonly Slot[];
  readonly #unbounded: Slot = { pending: 0 };
  #closed = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, () => ({ pending: 0 }));
  }

  /** Runs a statement that belongs to no project. */
  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.#send(statement, (client, answer) => {
      client.query(new NamedQuery(statement, values, answer));
    });
  }

  /** Runs a statement that sees one project; its `$1` is the project, then come `values`. */
  runInProject<Row extends pg.QueryResultRow>(
    project: InProject,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> {
    return this.#send(statement, (client, answer) => {
      client.query(new ProjectQuery(project, statement, [project.projectId, ...values], answer));
    });
  }

  /** Lets what is under way finish, then closes every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    const until = Date.now() + CLOSE_TIMEOUT_MILLISECONDS;
    const slots = [...this.#slots, this.#unbounded];
    while (slots.some((slot) => slot.pending > 0) && Date.now() < until) await sleep(5);
    await Promise.all(slots.map((slot) => slot.client?.end() ?? Promise.resolve()));
  }

  async #send<Row extends pg.QueryResultRow>(
    statement: Statement,
    submit: (
      client: pg.Client,
      answer: (error: Error | undefined, result: pg.QueryResult<Row>) => void,
    ) => void,
  ): Promise<Row[]> {
    if (this.#closed) throw new Error("The connections to the plane's database are closed.");
    const slot = statement.unbounded ? this.#unbounded : this.#leastBusy();
    slot.pending += 1;
    try {
      const client = slot.client ?? (await this.#open(slot));
      return await new Promise<Row[]>((resolve, reject) => {
        submit(client, (error, result) => {
          if (error) reject(error);
          else resolve(result.rows);
        });
      });
    } finally {
      slot.pending -= 1;
    }
  }

  /**
   * An idle connection, else the one least waited for, while a further one opens for those who come
   * later: to open one takes longer than most statements.
   */
  #leastBusy(): Slot {
    let open: Slot | undefined;
    let unopened: Slot | undefined;
    let opening: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.client !== undefined) {
        if (slot.pending === 0) return slot;
        if (open === undefined || slot.pending < open.pending) open = slot;
      } else if (slot.opening === undefined) unopened ??= slot;
      else if (opening === undefined || slot.pending < opening.pending) opening = slot;
    }
    // Whoever uses it hears of a failure, and tries again.
    if (open !== undefined && unopened !== undefined) this.#open(unopened).catch(() => undefined);
    const chosen = open ?? unopened ?? opening;
    if (chosen === undefined) throw new Error("A pool needs at least one connection.");
    return chosen;
  }

  #open(slot: Slot): Promise<pg.Client> {
    slot.opening ??= this.#connect(slot).finally(() => {
      slot.opening = undefined;
    });
    return slot.opening;
  }

  async #connect(slot: Slot): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: withOptions(
        this.#options.databaseUrl,
        `-c role=${this.#options.role} -c statement_timeout=${STATEMENT_TIMEOUT_MILLISECONDS} ${PLANNER}`,
      ),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
      query_timeout: ANSWER_TIMEOUT_MILLISECONDS,
      keepAlive: true,
      pipeline: true,
    });
    const drop = () => {
      if (slot.client === client) slot.client = undefined;
    };
    client.on("error", drop);
    client.on("end", drop);
    await client.connect();
    for (const { name, text, values } of PRELUDES) {
      await client.query({ name, text, values: [...values] });
    }
    await assertRole(client, this.#options.role);
    slot.client = client;
    return client;
  }
}

/**
 * The address with further libpq options. They come last: what the address brings cannot win over
 * the role.
 */
export function withOptions(databaseUrl: string, options: string): string {
  const [base = "", query = ""] = databaseUrl.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set("options", [parameters.get("options") ?? "", options].join(" ").trim());
  return `${base}?${parameters.toString().replaceAll("+", "%20")}`;
}

/** Some proxies drop start-up options; then the connection would have its login's power. */
export async function assertRole(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select current_user::text as name");
  if (rows[0]?.name === role) return;
  await client.end();
  throw new Error(`The database did not let the connection become ${role}.`);
}
