import { storable } from "./columns.js";

/** A write at a project's admin API in the words of the audit log, as it begins. */
export interface AdminWriteFacts {
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
  /** Absent: what the write makes, which names itself. */
  readonly targetId?: string | undefined;
  /** The HTTP status that it is answered with when it succeeds. */
  readonly status: number;
  /** Shown beside what it leaves behind. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

const LONGEST_TEXT = 1_000;

/**
 * A write at a project's admin API on its way into the audit trail. Stores that carry one
 * (`PlaneDatabase.inProject`) leave its event in the transaction of the first row that they write,
 * and none where nothing is written: no write is without its event, and no event without its write.
 */
export class AdminWrite {
  readonly #facts: AdminWriteFacts;
  #after: string | null = null;
  /** Whether the event is known to be in the database. */
  isTold = false;

  constructor(facts: AdminWriteFacts) {
    this.#facts = facts;
  }

  /** Says what the write will leave behind, as JSON and without secrets. */
  leaves(after: string | undefined): void {
    this.#after = after ?? null;
  }

  /** What is shown beside it. */
  get beside(): Readonly<Record<string, unknown>> {
    return this.#facts.beside ?? {};
  }

  /** What it will leave behind, as JSON. */
  get after(): string | null {
    return this.#after;
  }

  /**
   * The event by the names of its columns.
   * @param madeId what the write makes, where its target is not known before
   */
  row(madeId?: string): AdminEventRow {
    const facts = this.#facts;
    const targetId = facts.targetId ?? madeId;
    return {
      id: facts.id,
      started_at: facts.startedAt,
      actor: short(facts.actor),
      actor_label: short(facts.actorLabel),
      address: facts.address ?? null,
      user_agent: facts.userAgent === undefined ? null : short(facts.userAgent),
      request_id: facts.requestId,
      action: short(facts.action),
      target_type: short(facts.targetType),
      target_id: targetId === undefined ? null : short(targetId),
      status: facts.status,
    };
  }

  /** The same as JSON. */
  event(madeId?: string): string {
    return JSON.stringify(this.row(madeId));
  }
}

/** What `plane.admin_events` holds of a write, beside the project and `after`. */
export interface AdminEventRow {
  readonly id: string;
  readonly started_at: Date;
  readonly actor: string;
  readonly actor_label: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly request_id: string;
  readonly action: string;
  readonly target_type: string;
  readonly target_id: string | null;
  readonly status: number;
}

/** The columns that `AdminWrite.event` names, as `json_to_record` reads them. */
export const ADMIN_EVENT_RECORD =
  "(id uuid, started_at timestamptz, actor text, actor_label text, address text, user_agent text, request_id text, action text, target_type text, target_id text, status integer)";

/** Columns of `plane.admin_events` beside the project and `after`. */
export const ADMIN_EVENT_COLUMNS =
  "id, started_at, actor, actor_label, address, user_agent, request_id, action, target_type, target_id, status";

const SURROGATE = /[\ud800-\udfff]/;

/** Cut where it must be, and without the half of a character that cutting may leave. */
function short(text: string): string {
  const cut = storable(text).slice(0, LONGEST_TEXT);
  return SURROGATE.test(cut) ? cut.replaceAll(/[\ud800-\udfff]/gu, "\ufffd") : cut;
}
