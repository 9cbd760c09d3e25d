import { instant } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** A write at a project's admin API, as it begins. */
export interface AdminEvent {
  readonly id: string;
  readonly startedAt: Date;
  /** `token:{id}`, `member:{id}` or a process. */
  readonly actor: string;
  readonly actorLabel: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly requestId: string;
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
}

/** How it ended. */
export interface AdminEventEnd {
  readonly at: Date;
  /** The HTTP status of the answer. */
  readonly status: number;
  readonly targetId: string;
  /** What it left behind, without secrets. */
  readonly after?: unknown;
}

const LONGEST_TEXT = 1_000;

const BEGIN: Statement = {
  name: "admin_events_begin",
  text: `
    insert into plane.admin_events (project_id, id, started_at, actor, actor_label, address,
      user_agent, request_id, action, target_type, target_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

const FINISH: Statement = {
  name: "admin_events_finish",
  text: `
    update plane.admin_events set finished_at = $3, status = $4, target_id = $5, after = $6
     where project_id = $1 and id = $2 and finished_at is null`,
};

/**
 * The audit trail of one project's admin API. It is written before the change, so that no change is
 * without its event, and carried to the workspace's audit log by whoever sees every project.
 */
export class AdminEventStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  /** Durable when the promise resolves: the change may begin. */
  async begin(event: AdminEvent): Promise<void> {
    await this.#scope.run(BEGIN, [
      event.id,
      instant(event.startedAt),
      storable(event.actor),
      storable(event.actorLabel),
      event.address ?? null,
      event.userAgent === undefined ? null : storable(event.userAgent),
      event.requestId,
      storable(event.action),
      storable(event.targetType),
      storable(event.targetId),
    ]);
  }

  /** Says how it ended; one that stays unfinished is told as such. */
  async finish(id: string, end: AdminEventEnd): Promise<void> {
    await this.#scope.run(FINISH, [
      id,
      instant(end.at),
      end.status,
      storable(end.targetId),
      end.after === undefined ? null : JSON.stringify(end.after),
    ]);
  }
}

function storable(text: string): string {
  return text.replaceAll("\0", "").slice(0, LONGEST_TEXT);
}
