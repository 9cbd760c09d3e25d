import type { EntityManager } from "typeorm";

/** What has to reach the planes. Messages carry ids; delivery reads what is true then. */
export type OutboxKind =
  | "project.put"
  | "project.purge"
  | "project.credentials"
  | "project.streams"
  | "credential.put"
  | "credential.remove";

export interface OutboxMessage {
  id: number;
  kind: OutboxKind;
  subjectId: string;
  attempts: number;
}

export type Deliver = (message: OutboxMessage) => Promise<void>;

/** How long whoever wrote a message has it to itself, and how long a claim lasts. */
const OWN_SECONDS = 10;
const CLAIM_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 300;

interface OutboxRow {
  id: string;
  kind: OutboxKind;
  subject_id: string;
  attempts: number;
}

/** Messages to the planes, written in the transaction of the change and delivered at least once. */
export class OutboxStore {
  constructor(private readonly manager: EntityManager) {}

  /** Adds a message. Its writer delivers it at once; from `dueAt` on anybody does. */
  async add(kind: OutboxKind, subjectId: string, dueAt?: Date): Promise<OutboxMessage> {
    const [row] = await this.manager.query<{ id: string }[]>(
      `insert into outbox (kind, subject_id, due_at)
       values ($1, $2, coalesce($3, now() + make_interval(secs => ${OWN_SECONDS})))
       returning id`,
      [kind, subjectId, dueAt ?? null],
    );
    return { id: Number(row?.id), kind, subjectId, attempts: 0 };
  }

  /**
   * Delivers what is due, one message after the other.
   * @returns how many arrived and how many have to be tried again
   */
  async drain(
    deliver: Deliver,
    options: { limit?: number } = {},
  ): Promise<{ delivered: number; failed: number }> {
    const counts = { delivered: 0, failed: 0 };
    for (let taken = 0; taken < (options.limit ?? 100); taken += 1) {
      const message = await this.claim();
      if (!message) break;
      const arrived = await this.attempt(message, deliver);
      counts[arrived ? "delivered" : "failed"] += 1;
    }
    return counts;
  }

  /** Delivers one message now. @returns false when it has to be tried again later */
  async attempt(message: OutboxMessage, deliver: Deliver): Promise<boolean> {
    try {
      await deliver(message);
    } catch (cause) {
      await this.postpone(message, cause);
      return false;
    }
    await this.manager.query(`delete from outbox where id = $1`, [message.id]);
    return true;
  }

  /** How many messages wait although they are due. */
  async countOverdue(): Promise<number> {
    const [row] = await this.manager.query<{ count: string }[]>(
      `select count(*) from outbox where due_at < now() and attempts > 0`,
    );
    return Number(row?.count ?? 0);
  }

  private async claim(): Promise<OutboxMessage | undefined> {
    const [[row]] = await this.manager.query<[OutboxRow[], number]>(
      `update outbox set due_at = now() + make_interval(secs => ${CLAIM_SECONDS})
       where id = (select id from outbox where due_at <= now() order by due_at, id
                   limit 1 for update skip locked)
       returning id, kind, subject_id, attempts`,
    );
    return (
      row && {
        id: Number(row.id),
        kind: row.kind,
        subjectId: row.subject_id,
        attempts: row.attempts,
      }
    );
  }

  private async postpone(message: OutboxMessage, cause: unknown): Promise<void> {
    const pause = Math.min(2 ** Math.min(message.attempts, 10), LONGEST_PAUSE_SECONDS);
    const reason = cause instanceof Error ? cause.message : String(cause);
    await this.manager.query(
      `update outbox set attempts = attempts + 1, last_error = $2,
         due_at = now() + make_interval(secs => $3) where id = $1`,
      [message.id, reason.slice(0, 500), pause],
    );
  }
}
