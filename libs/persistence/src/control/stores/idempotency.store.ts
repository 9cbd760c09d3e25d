import type { EntityManager } from "typeorm";

/** An answer that was given once and is given again for the same key. */
export interface StoredAnswer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

export type IdempotencyStart =
  | { outcome: "begun" }
  | { outcome: "in_use" }
  | { outcome: "other_request" }
  | { outcome: "answered"; answer: StoredAnswer };

interface IdempotencyRow {
  request_hash: string;
  status: number | null;
  body: unknown;
  headers: Record<string, string> | null;
}

/** A request that began and never ended blocks its key for so long. */
const ABANDONED_AFTER_SECONDS = 60;
const KEPT_HOURS = 24;

/** Keys of retried writes: the second request gets the first one's answer. */
export class IdempotencyStore {
  constructor(private readonly manager: EntityManager) {}

  async begin(caller: string, key: string, requestHash: string): Promise<IdempotencyStart> {
    const begun = await this.manager.query<unknown[]>(
      `insert into idempotency_keys as kept (caller, key, request_hash) values ($1, $2, $3)
       on conflict (caller, key) do update set created_at = now(), request_hash = $3
         where kept.status is null
           and kept.created_at < now() - make_interval(secs => ${ABANDONED_AFTER_SECONDS})
       returning key`,
      [caller, key, requestHash],
    );
    if (begun.length > 0) return { outcome: "begun" };
    const [kept] = await this.manager.query<IdempotencyRow[]>(
      `select request_hash, status, body, headers from idempotency_keys
       where caller = $1 and key = $2`,
      [caller, key],
    );
    if (!kept) return { outcome: "in_use" };
    if (kept.request_hash !== requestHash) return { outcome: "other_request" };
    if (kept.status === null) return { outcome: "in_use" };
    const { status, body, headers } = kept;
    return { outcome: "answered", answer: { status, body, headers: headers ?? {} } };
  }

  async finish(caller: string, key: string, answer: StoredAnswer): Promise<void> {
    await this.manager.query(
      `update idempotency_keys set status = $3, body = $4, headers = $5
       where caller = $1 and key = $2`,
      [
        caller,
        key,
        answer.status,
        answer.body === undefined ? null : JSON.stringify(answer.body),
        JSON.stringify(answer.headers),
      ],
    );
  }

  /** Frees the key of a refused request: it changed nothing, so it may be sent again. */
  async abandon(caller: string, key: string): Promise<void> {
    await this.manager.query(
      `delete from idempotency_keys where caller = $1 and key = $2 and status is null`,
      [caller, key],
    );
  }

  /** Removes keys older than a day. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from idempotency_keys where created_at < now() - interval '${KEPT_HOURS} hours'`,
    );
    return count;
  }
}
