import type { EndedSession, Session, SessionStore } from "../stores.js";

/** Sessions of one issuer in memory. */
export class InMemorySessionStore implements SessionStore {
  readonly #sessions = new Map<string, Session>();
  readonly #onEnd: (session: Session, at: Date) => Promise<readonly string[]>;

  /** `onEnd` ends what hangs on a session and answers the clients with a grant in it. */
  constructor(onEnd: (session: Session, at: Date) => Promise<readonly string[]>) {
    this.#onEnd = onEnd;
  }

  async insert(session: Session): Promise<"inserted" | "exists"> {
    if (this.#sessions.has(session.id)) return "exists";
    this.#sessions.set(session.id, session);
    return "inserted";
  }

  async find(sessionId: string, at: Date): Promise<Session | undefined> {
    const session = this.#sessions.get(sessionId);
    return session !== undefined && isAlive(session, at) ? session : undefined;
  }

  async extend(sessionId: string, expiresAt: Date): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || session.revokedAt !== undefined) return;
    this.#sessions.set(sessionId, { ...session, expiresAt });
  }

  async revoke(sessionId: string, at: Date): Promise<"revoked" | "absent"> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return "absent";
    this.#sessions.set(sessionId, { ...session, revokedAt: session.revokedAt ?? at });
    return "revoked";
  }

  async end(sessionId: string, at: Date): Promise<EndedSession | undefined> {
    const session = await this.find(sessionId, at);
    if (session === undefined) return undefined;
    this.#sessions.set(sessionId, { ...session, revokedAt: at });
    const clientIds = await this.#onEnd(session, at);
    return { id: sessionId, subject: session.subject, clientIds };
  }

  async endBySubject(subject: string, at: Date): Promise<readonly EndedSession[]> {
    const living = await this.listBySubject(subject, at);
    const ended = await Promise.all(living.map(({ id }) => this.end(id, at)));
    return ended.filter((each) => each !== undefined);
  }

  async listBySubject(subject: string, at: Date): Promise<readonly Session[]> {
    return [...this.#sessions.values()]
      .filter((session) => session.subject === subject && isAlive(session, at))
      .toSorted((one, other) => other.authenticatedAt.getTime() - one.authenticatedAt.getTime());
  }
}

function isAlive(session: Session, at: Date): boolean {
  return session.revokedAt === undefined && session.expiresAt > at;
}
