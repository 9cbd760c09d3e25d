import pg from "pg";

import type { AdminWrite } from "./admin-write.js";

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Takes as many rows as there are: it must not hold up those that take one. */
  readonly unbounded?: true;
  /** Runs after every other such statement of the project, and sees what they did. */
  readonly inTurn?: true;
}

/** Binds the transaction to one project. */
const SCOPE: Statement = {
  name: "grantry_scope",
  text: "select set_config('grantry.project_id', $1, true)",
};

/** Tells the triggers of the transaction which write of an admin API it belongs to. */
const ADMIN_WRITE: Statement = {
  name: "grantry_admin_write",
  text: `
    select set_config('grantry.admin_write', $1, true),
           set_config('grantry.admin_write_after', coalesce($2, ''), true)`,
};

/** Waits for the project's other transactions that take turns. */
const TURN: Statement = {
  name: "grantry_turn",
  text: "select pg_advisory_xact_lock(hashtextextended('grantry turn ' || $1::text, 0))",
};

/** Prepared on each connection before anything else, with values that do nothing. */
export const PRELUDES: readonly (Statement & { readonly values: readonly unknown[] })[] = [
  { ...SCOPE, values: [""] },
  { ...ADMIN_WRITE, values: ["", null] },
  { ...TURN, values: [""] },
];

type Answer = (error: Error | undefined, result: pg.QueryResult) => void;

declare module "pg" {
  interface Query {
    name: string;
    handleDataRow(message: unknown): void;
    handleCommandComplete(message: unknown, connection: pg.Connection): void;
  }
}

/** A prepared statement. The client would copy a description of it member by member. */
export class NamedQuery extends pg.Query {
  constructor(statement: Statement, values: unknown[], answer: Answer) {
    super(statement.text, values, answer);
    this.name = statement.name;
  }
}

/** What a statement in a project needs beside its values. */
export interface InProject {
  readonly projectId: string;
  /** The write of an admin API that the statement is part of. */
  readonly write?: AdminWrite | undefined;
}

interface Prelude {
  readonly statement: string;
  readonly values: (string | null)[];
}

/**
 * A statement in a transaction of its own that sees one project. The setting and the statement go
 * out together before one Sync, which PostgreSQL treats as one transaction: either both happen or
 * neither does, and the setting ends with it. It costs one round trip and may share a pipelined
 * connection with others.
 */
export class ProjectQuery extends NamedQuery {
  /** Preludes that were not answered so far; each answers one row. */
  #ahead: number;

  constructor(project: InProject, statement: Statement, values: unknown[], answer: Answer) {
    super(statement, values, answer);
    const preludes = preludesOf(project, statement);
    this.#ahead = preludes.length;
    const submitStatement = this.submit.bind(this);
    this.submit = (connection) => {
      connection.stream.cork();
      try {
        for (const prelude of preludes) {
          connection.bind(prelude, true);
          connection.execute(null, true);
        }
        return submitStatement(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }

  /** The first rows are those of the preludes. */
  override handleDataRow(message: unknown): void {
    if (this.#ahead === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#ahead === 0) super.handleCommandComplete(message, connection);
    else this.#ahead -= 1;
  }
}

function preludesOf({ projectId, write }: InProject, statement: Statement): Prelude[] {
  const preludes: Prelude[] = [{ statement: SCOPE.name, values: [projectId] }];
  if (write !== undefined && !write.isTold) {
    preludes.push({ statement: ADMIN_WRITE.name, values: [write.event(), write.after] });
  }
  if (statement.inTurn) preludes.push({ statement: TURN.name, values: [projectId] });
  return preludes;
}
