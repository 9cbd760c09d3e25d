import type { EntityManager } from "typeorm";

/** A browser in which a person is signed in; the cookie's value is kept as a keyed hash only. */
export interface ConsoleSession {
  id: string;
  /** The identity in the console project. */
  subject: string;
  email: string;
  name: string;
  csrfToken: string;
  /** Sealed; sent as `id_token_hint` when the person signs out. */
  idToken: Buffer;
  /** When the person last proved who they are. */
  signedInAt: Date;
}

/** A session as its person sees it. */
export interface ListedSession {
  id: string;
  address: string;
  userAgent: string;
  signedInAt: Date;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

const IDLE_HOURS = 12;
const LONGEST_DAYS = 7;

const LIVING = `expires_at > now() and last_seen_at > now() - interval '${IDLE_HOURS} hours'`;

/** Console sessions. They end after 12 hours without use and after a week in any case. */
export class ConsoleSessionStore {
  constructor(private readonly manager: EntityManager) {}

  async begin(
    digest: Buffer,
    session: Omit<ConsoleSession, "id">,
    from: { address: string; userAgent: string },
  ): Promise<void> {
    await this.manager.query(
      `insert into console_sessions
         (digest, subject, email, name, csrf_token, id_token, signed_in_at, address, user_agent,
          expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + interval '${LONGEST_DAYS} days')`,
      [
        digest,
        session.subject,
        session.email,
        session.name,
        session.csrfToken,
        session.idToken,
        session.signedInAt,
        from.address,
        from.userAgent,
      ],
    );
  }

  /** A living session; its use is remembered once a minute. */
  async find(digest: Buffer): Promise<ConsoleSession | undefined> {
    const [session] = await this.manager.query<ConsoleSession[]>(
      `select id, subject, email, name, csrf_token as "csrfToken", id_token as "idToken",
         signed_in_at as "signedInAt"
       from console_sessions where digest = $1 and ${LIVING}`,
      [digest],
    );
    if (!session) return undefined;
    await this.manager.query(
      `update console_sessions set last_seen_at = now()
       where digest = $1 and last_seen_at < now() - interval '1 minute'`,
      [digest],
    );
    return session;
  }

  /** The same person has proved again who they are. */
  async confirm(id: string, signedIn: { signedInAt: Date; idToken: Buffer }): Promise<void> {
    await this.manager.query(
      `update console_sessions set signed_in_at = greatest(signed_in_at, $2), id_token = $3
       where id = $1`,
      [id, signedIn.signedInAt, signedIn.idToken],
    );
  }

  /** The browsers in which a person is signed in, the latest used first. */
  listOf(subject: string): Promise<ListedSession[]> {
    return this.manager.query(
      `select id, address, user_agent as "userAgent", signed_in_at as "signedInAt",
         created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
       from console_sessions where subject = $1 and ${LIVING}
       order by last_seen_at desc, id`,
      [subject],
    );
  }

  /** How many browsers each of these persons is signed in with. */
  async countOf(subjects: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.manager.query<{ subject: string; count: string }[]>(
      `select subject, count(*) from console_sessions
       where subject = any($1) and ${LIVING} group by subject`,
      [subjects],
    );
    return new Map(rows.map((row) => [row.subject, Number(row.count)]));
  }

  async end(digest: Buffer): Promise<void> {
    await this.manager.query(`delete from console_sessions where digest = $1`, [digest]);
  }

  /** Ends one session of a person. @returns false when they have no such session */
  async endOne(subject: string, id: string): Promise<boolean> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from console_sessions where subject = $1 and id = $2`,
      [subject, id],
    );
    return count > 0;
  }

  /** Ends every session of a person. @returns how many there were */
  async endAll(subject: string): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from console_sessions where subject = $1`,
      [subject],
    );
    return count;
  }

  /** Removes sessions that have ended. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from console_sessions where not (${LIVING})`,
    );
    return count;
  }
}
