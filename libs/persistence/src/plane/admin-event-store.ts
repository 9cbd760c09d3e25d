import { ADMIN_EVENT_COLUMNS, ADMIN_EVENT_RECORD } from "./admin-write.js";
import type { AdminWrite } from "./admin-write.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const TELL: Statement = {
  name: "admin_events_tell",
  text: `
    insert into plane.admin_events (project_id, ${ADMIN_EVENT_COLUMNS}, finished_at, after)
    select $1, ${ADMIN_EVENT_COLUMNS}, clock_timestamp(), $3
      from json_to_record($2::json) as event ${ADMIN_EVENT_RECORD}
    on conflict do nothing`,
};

/**
 * The audit trail of one project's admin API, carried to the workspace's audit log by whoever sees
 * every project. An event is written in the transaction of the write that it tells of.
 */
export class AdminEventStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  /**
   * Leaves the event of a write that succeeded where no row of it did: what it asked for stood
   * already. Changes nothing when the event is there.
   * @param madeId the id of what the write made
   */
  async tell(write: AdminWrite, madeId = ""): Promise<void> {
    if (!write.isTold) await this.#scope.run(TELL, [write.event(madeId), write.after]);
    write.isTold = true;
  }
}
