import type { EndedSession, Session, SessionStore } from "@grantry/oauth2";

import { instant, isStorable, isUuid, present } from "./columns.js";
import type { Connections } from "./connections.js";
import { ProjectBatches } from "./project-batches.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";
import { END_SESSION, END_SESSIONS_OF_SUBJECT } from "./session-end.js";

interface SessionRow {
  id: string;
  subject: string;
  authenticated_at: Date;
  acr: string | null;
  amr: string[];
  persistent: boolean;
  remembered: boolean;
  expires_at: Date;
  revoked_at: Date | null;
  user_agent: string | null;
  address: string | null;
}

const COLUMNS =
  "id, subject, authenticated_at, acr, amr, persistent, remembered, expires_at, revoked_at, user_agent, address";

const INSERT: Statement = {
  name: "sessions_insert",
  text: `
    insert into plane.sessions (project_id, ${COLUMNS})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict do nothing returning 1 as inserted`,
};

/** Each is found by its key (`offset 0` keeps the planner from joining). */
const FIND: Statement = {
  name: "sessions_find",
  text: `
    select wanted.ordinal::integer, held.*
      from unnest($2::uuid[], $3::timestamptz[]) with ordinality as wanted (id, at, ordinal)
           cross join lateral (
             select ${COLUMNS} from plane.sessions stored
              where stored.project_id = $1 and stored.id = wanted.id and stored.revoked_at is null
                and stored.expires_at > wanted.at offset 0
           ) held`,
};

export type SessionFinds = ProjectBatches<
  { readonly id: string; readonly at: Date },
  Session | undefined
>;

/** The living sessions that the requests of one project and moment ask for. */
export function sessionFinds(connections: Connections): SessionFinds {
  return new ProjectBatches(async (projectId, items) => {
    const rows = await connections.runInProject<SessionRow & { ordinal: number }>(
      { projectId },
      FIND,
      [items.map(({ id }) => id), items.map(({ at }) => instant(at))],
    );
    const found = Array.from<Session | undefined>({ length: items.length });
    for (const { ordinal, ...row } of rows) found[ordinal - 1] = readSession(row);
    return found;
  });
}

const EXTEND: Statement = {
  name: "sessions_extend",
  text: `
    update plane.sessions set expires_at = $3
     where project_id = $1 and id = $2 and revoked_at is null`,
};

const REVOKE: Statement = {
  name: "sessions_revoke",
  text: `
    update plane.sessions set revoked_at = coalesce(revoked_at, $3)
     where project_id = $1 and id = $2 returning 1 as revoked`,
};

const LIST_BY_SUBJECT: Statement = {
  name: "sessions_list_by_subject",
  text: `
    select ${COLUMNS} from plane.sessions
     where project_id = $1 and subject = $2 and revoked_at is null and expires_at > $3
     order by authenticated_at desc, id desc`,
};

/** The signed-in browsers of one project's users. */
export class PlaneSessionStore implements SessionStore {
  readonly #scope: ProjectScope;
  readonly #finds: SessionFinds;

  constructor(scope: ProjectScope, finds: SessionFinds) {
    this.#scope = scope;
    this.#finds = finds;
  }

  async insert(session: Session): Promise<"inserted" | "exists"> {
    const rows = await this.#scope.run(INSERT, [
      session.id,
      session.subject,
      instant(session.authenticatedAt),
      session.acr ?? null,
      session.amr,
      session.persistent,
      session.remembered,
      instant(session.expiresAt),
      instant(session.revokedAt),
      session.userAgent?.replaceAll("\0", "") ?? null,
      session.address ?? null,
    ]);
    return rows.length > 0 ? "inserted" : "exists";
  }

  async find(sessionId: string, at: Date): Promise<Session | undefined> {
    if (!isUuid(sessionId)) return undefined;
    return this.#finds.add(this.#scope.projectId, { id: sessionId, at });
  }

  async extend(sessionId: string, expiresAt: Date): Promise<void> {
    if (!isUuid(sessionId)) return;
    await this.#scope.run(EXTEND, [sessionId, instant(expiresAt)]);
  }

  async revoke(sessionId: string, at: Date): Promise<"revoked" | "absent"> {
    if (!isUuid(sessionId)) return "absent";
    const rows = await this.#scope.run(REVOKE, [sessionId, instant(at)]);
    return rows.length > 0 ? "revoked" : "absent";
  }

  async end(sessionId: string, at: Date): Promise<EndedSession | undefined> {
    if (!isUuid(sessionId)) return undefined;
    const [row] = await this.#scope.run<EndedRow>(END_SESSION, [sessionId, instant(at)]);
    return row === undefined ? undefined : readEnded(row);
  }

  async endBySubject(subject: string, at: Date): Promise<readonly EndedSession[]> {
    if (!isStorable(subject)) return [];
    const values = [subject, instant(at)];
    const rows = await this.#scope.run<EndedRow>(END_SESSIONS_OF_SUBJECT, values);
    return rows.map(readEnded);
  }

  async listBySubject(subject: string, at: Date): Promise<readonly Session[]> {
    if (!isStorable(subject)) return [];
    const rows = await this.#scope.run<SessionRow>(LIST_BY_SUBJECT, [subject, instant(at)]);
    return rows.map(readSession);
  }
}

interface EndedRow {
  id: string;
  subject: string;
  client_ids: string[];
}

function readEnded({ id, subject, client_ids: clientIds }: EndedRow): EndedSession {
  return { id, subject, clientIds };
}

function readSession(row: SessionRow): Session {
  return present<Session>({
    id: row.id,
    subject: row.subject,
    authenticatedAt: row.authenticated_at,
    acr: row.acr,
    amr: row.amr,
    persistent: row.persistent,
    remembered: row.remembered,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    userAgent: row.user_agent,
    address: row.address,
  });
}
