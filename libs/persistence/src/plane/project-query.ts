import pg from "pg";

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Takes as many rows as there are: it must not hold up those that take one. */
  readonly unbounded?: true;
}

/** Prepared on each connection before anything else; binds the transaction to one project. */
export const SCOPE: Statement = {
  name: "grantry_scope",
  text: "select set_config('grantry.project_id', $1, true)",
};

type Answer = (error: Error | undefined, result: pg.QueryResult) => void;

declare module "pg" {
  interface Query {
    handleDataRow(message: unknown): void;
    handleCommandComplete(message: unknown, connection: pg.Connection): void;
  }
}

/**
 * A statement in a transaction of its own that sees one project. The setting and the statement go
 * out together before one Sync, which PostgreSQL treats as one transaction: either both happen or
 * neither does, and the setting ends with it. It costs one round trip and may share a pipelined
 * connection with others.
 */
export class ProjectQuery extends pg.Query {
  #scoped = false;

  constructor(projectId: string, statement: Statement, values: unknown[], answer: Answer) {
    super({ name: statement.name, text: statement.text, values }, answer);
    const submitStatement = this.submit.bind(this);
    this.submit = (connection) => {
      connection.stream.cork();
      try {
        connection.bind({ statement: SCOPE.name, values: [projectId] }, true);
        connection.execute(null, true);
        return submitStatement(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }

  /** The first row is the setting's own answer. */
  override handleDataRow(message: unknown): void {
    if (this.#scoped) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#scoped) super.handleCommandComplete(message, connection);
    this.#scoped = true;
  }
}
