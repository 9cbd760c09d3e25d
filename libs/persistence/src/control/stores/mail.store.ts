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

const SUMMARY = `id, project_id as "projectId", recipient as "to", subject,
  created_at as "createdAt", read_at as "readAt"`;

/** The mail of the local mailbox. */
export class MailStore {
  constructor(private readonly manager: EntityManager) {}

  /** @param mail its content sealed */
  async add(mail: {
    projectId: string | null;
    to: string;
    subject: string;
    content: Buffer;
    state: "kept";
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
