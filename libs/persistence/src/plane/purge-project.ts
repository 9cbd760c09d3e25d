import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const ROWS_PER_TRANSACTION = 5_000;

/** Nothing is issued any more from here on. */
const CLOSE: Statement = {
  name: "purge_project_close",
  text: "update plane.projects set state = 'deleted' where project_id = $1 and state <> 'deleted'",
};

const REMOVE: Statement = {
  name: "purge_project_remove",
  unbounded: true,
  text: "delete from plane.projects where project_id = $1",
};

function removeSome(table: string, key: string): Statement {
  return {
    name: `purge_project_${table}`,
    unbounded: true,
    text: `
      with portion as (
        select ${key} from plane.${table} where project_id = $1 limit ${ROWS_PER_TRANSACTION}
      )
      delete from plane.${table} removed using portion
       where removed.project_id = $1 and removed.${key} = portion.${key} returning 1`,
  };
}

/** Tables that may be large; the project's own row takes the rest with it. */
const LARGE = [
  removeSome("grants", "id"),
  removeSome("sessions", "id"),
  removeSome("revocations", "token_id"),
  removeSome("used_assertions", "digest"),
  removeSome("deliveries", "id"),
  removeSome("events", "id"),
  removeSome("request_log", "id"),
  removeSome("identities", "id"),
  removeSome("clients", "client_id"),
];

/** A plane that gave the project away has no more than the row that says so. */
const REMOVE_MOVED: Statement = {
  name: "purge_project_moved",
  text: "delete from plane.projects where project_id = $1 and placement = 'moved' returning 1",
};

/**
 * Removes every row of a project, in transactions of bounded size. Safe to run again.
 * @throws while the project is being moved
 */
export async function purgeProject(scope: ProjectScope): Promise<void> {
  if ((await scope.run(REMOVE_MOVED, [])).length > 0) return;
  await scope.run(CLOSE, []);
  for (const statement of LARGE) {
    let removed: number;
    do {
      removed = (await scope.run(statement, [])).length;
    } while (removed === ROWS_PER_TRANSACTION);
  }
  await scope.run(REMOVE, []);
}
