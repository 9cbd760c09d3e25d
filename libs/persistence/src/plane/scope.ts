import type pg from "pg";

import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";

/** One project's part of the database: all that a store may touch. */
export interface ProjectScope {
  readonly projectId: string;
  /** Runs a statement in a transaction that sees this project; the project is its `$1`. */
  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]>;
}

/** Binds connections to one project. */
export function scopeOf(connections: Connections, projectId: string): ProjectScope {
  return {
    projectId,
    run: (statement, values) => connections.runInProject(projectId, statement, values),
  };
}
