import type { EntityManager } from "typeorm";

/** A signed-in browser of a member; the cookie's value is kept as a keyed hash only. */
export interface ConsoleSession {
  memberId: string;
  csrfToken: string;
  /** Sealed; sent as `id_token_hint` when the member signs out. */
  idToken: Buffer;
}

interface ConsoleSessionRow {
  member_id: string;
  csrf_token: string;
  id_token: Buffer;
}

const IDLE_HOURS = 12;
const LONGEST_DAYS = 7;

/** Console sessions. They end after 12 hours without use and after a week in any case. */
export class ConsoleSessionStore {
  constructor(private readonly manager: EntityManager) {}

  async begin(
    digest: Buffer,
    session: ConsoleSession,
    from: { address: string; userAgent: string },
  ): Promise<void> {
    await this.manager.query(
      `insert into console_sessions
         (digest, member_id, csrf_token, id_token, address, user_agent, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + interval '${LONGEST_DAYS} days')`,
      [digest, session.memberId, session.csrfToken, session.idToken, from.address, from.userAgent],
    );
  }

  /** A living session; its use is remembered once a minute. */
  async find(digest: Buffer): Promise<ConsoleSession | undefined> {
    const [row] = await this.manager.query<ConsoleSessionRow[]>(
      `select member_id, csrf_token, id_token from console_sessions
       where digest = $1 and expires_at > now()
         and last_seen_at > now() - interval '${IDLE_HOURS} hours'`,
      [digest],
    );
    if (!row) return undefined;
    await this.manager.query(
      `update console_sessions set last_seen_at = now()
       where digest = $1 and last_seen_at < now() - interval '1 minute'`,
      [digest],
    );
    return { memberId: row.member_id, csrfToken: row.csrf_token, idToken: row.id_token };
  }

  async end(digest: Buffer): Promise<void> {
    await this.manager.query(`delete from console_sessions where digest = $1`, [digest]);
  }

  /** Removes sessions that have ended. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from console_sessions where expires_at < now()
         or last_seen_at < now() - interval '${IDLE_HOURS} hours'`,
    );
    return count;
  }
}
