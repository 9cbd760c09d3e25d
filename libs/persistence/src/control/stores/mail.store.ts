import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";

/** A mail as the local mailbox lists it. */
export interface MailRow {
  id: string;
  projectId: string | null;
  to: string;
  subject: string;
  createdAt: Date;
  readAt: Date | null;
}

/** A mail on its way to the mail server. */
export interface MailToSend {
  to: string;
  subject: string;
  /** Sealed. */
  content: Buffer;
  /** How often the mail server did not take it. */
  attempts: number;
}

/** What came of an attempt; a mail that waits goes on at `dueAt`. */
export type MailAttempt =
  | { state: "sent" }
  | { state: "waiting"; error: string; dueAt: Date }
  | { state: "failed"; error: string };

const SUMMARY = `id, project_id as "projectId", recipient as "to", subject,
  created_at as "createdAt", read_at as "readAt"`;

/** Mail: kept in the local mailbox, or waiting for the mail server. */
export class MailStore {
  constructor(private readonly manager: EntityManager) {}

  /** @param mail its content sealed */
  async add(mail: {
    projectId: string | null;
    to: string;
    subject: string;
    content: Buffer;
    state: "kept" | "waiting";
  }): Promise<string> {
    const id = randomUUID();
    await this.manager.query(
      `insert into mails (id, project_id, recipient, subject, content, state)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, mail.projectId, mail.to, mail.subject, mail.content, mail.state],
    );
    return id;
  }

  /** The newest kept mail of these projects; `null` among them stands for Grantry's own. */
  list(projectIds: readonly (string | null)[], search: string | undefined): Promise<MailRow[]> {
    return this.manager.query(
      `select ${SUMMARY} from mails
       where state = 'kept'
         and (project_id = any($1::uuid[]) or ($2::boolean and project_id is null))
         and ($3::text is null or strpos(recipient, lower($3)) > 0)
       order by created_at desc, id limit 500`,
      [...scopeOf(projectIds), search ?? null],
    );
  }

  /** A kept mail with its sealed content; from now on it is read. */
  async open(
    projectIds: readonly (string | null)[],
    id: string,
  ): Promise<(MailRow & { content: Buffer }) | undefined> {
    const [[row]] = await this.manager.query<[(MailRow & { content: Buffer })[], number]>(
      `update mails set read_at = coalesce(read_at, now())
       where id = $3 and state = 'kept'
         and (project_id = any($1::uuid[]) or ($2::boolean and project_id is null))
       returning ${SUMMARY}, content`,
      [...scopeOf(projectIds), id],
    );
    return row;
  }

  /** Empties the part of the mailbox that these projects are. @returns how many were there */
  async clear(projectIds: readonly (string | null)[]): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from mails where state = 'kept'
         and (project_id = any($1::uuid[]) or ($2::boolean and project_id is null))`,
      scopeOf(projectIds),
    );
    return count;
  }

  /** Mail that the mail server should get now, the oldest first. */
  async due(at: Date, limit: number): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `select id from mails where state = 'waiting' and due_at <= $1
       order by due_at, id limit $2`,
      [at, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** A mail that waits. */
  async findToSend(id: string): Promise<MailToSend | undefined> {
    const [row] = await this.manager.query<MailToSend[]>(
      `select recipient as "to", subject, content, attempts from mails
       where id = $1 and state = 'waiting'`,
      [id],
    );
    return row;
  }

  /** Notes an attempt; what is over keeps no content, for a code could be in it. */
  async attempted(id: string, attempt: MailAttempt): Promise<void> {
    const isWaiting = attempt.state === "waiting";
    await this.manager.query(
      `update mails set state = $2, attempts = attempts + 1, last_error = $3,
         due_at = coalesce($4, due_at), content = case when $5::boolean then content end
       where id = $1 and state = 'waiting'`,
      [
        id,
        attempt.state,
        attempt.state === "sent" ? null : attempt.error.slice(0, 500),
        isWaiting ? attempt.dueAt : null,
        isWaiting,
      ],
    );
  }

  /** Removes mail that is older than a month. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from mails where created_at < now() - interval '30 days'`,
    );
    return count;
  }
}

function scopeOf(projectIds: readonly (string | null)[]): [string[], boolean] {
  const named = projectIds.filter((id) => id !== null);
  return [named, named.length < projectIds.length];
}
