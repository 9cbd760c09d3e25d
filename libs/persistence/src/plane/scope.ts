import type pg from "pg";

import type { AdminWrite } from "./admin-write.js";
import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";

/** One project's part of the database: all that a store may touch. */
export interface ProjectScope {
  readonly projectId: string;
  /** The write at the project's admin API that every statement is part of, if it is part of one. */
  readonly write?: AdminWrite | undefined;
  /** Runs a statement in a transaction that sees this project; the project is its `$1`. */
  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]>;
}

/** Binds connections to one project, and to the write at its admin API that is going on. */
export function scopeOf(
  connections: Connections,
  projectId: string,
  write?: AdminWrite,
): ProjectScope {
  const project = { projectId, write };
  return {
    ...project,
    run: (statement, values) => connections.runInProject(project, statement, values),
  };
}
