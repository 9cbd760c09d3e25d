import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import { asksForRefreshToken } from "../scope.js";
import type {
  Grant,
  GrantDetails,
  GrantState,
  GrantStateWithDetails,
  GrantStore,
  NewGrant,
  Page,
  Redemption,
  Rotation,
} from "../stores.js";
import { pageOf } from "./keyset.js";

/** Grants of one issuer in memory: each method runs to its end before another begins. */
export class InMemoryGrantStore implements GrantStore {
  readonly #grants = new Map<string, Grant>();

  async insert(grant: NewGrant): Promise<"inserted" | "exists"> {
    if (this.#grants.has(grant.id)) return "exists";
    if (grant.remember) this.#forgetOthers(grant);
    this.#grants.set(grant.id, grant);
    return "inserted";
  }

  async redeem(
    grantId: string,
    at: Date,
    first: Parameters<GrantStore["redeem"]>[2],
  ): Promise<Redemption> {
    const stored = this.#grants.get(grantId);
    if (stored === undefined) return { outcome: "absent" };
    if (stored.revokedAt !== undefined) return { outcome: "revoked" };
    if (stored.redeemedAt !== undefined) return { outcome: "replayed" };
    const { refreshExpiresAt: _, ...rest } = stored;
    const grant: Grant = { ...rest, ...first, redeemedAt: at };
    this.#grants.set(grantId, grant);
    return { outcome: "redeemed", grant };
  }

  async rotate(
    grantId: string,
    generation: number,
    at: Date,
    next: Parameters<GrantStore["rotate"]>[3],
  ): Promise<Rotation> {
    const stored = this.#grants.get(grantId);
    if (stored === undefined) return { outcome: "absent" };
    if (stored.revokedAt !== undefined) return { outcome: "revoked" };
    if (stored.refreshExpiresAt !== undefined && stored.refreshExpiresAt <= at) {
      return { outcome: "expired" };
    }
    if (stored.generation === generation) {
      const { graceSeconds: _, ...ends } = next;
      const { refreshExpiresAt: __, ...rest } = stored;
      const grant: Grant = { ...rest, ...ends, generation: generation + 1, rotatedAt: at };
      this.#grants.set(grantId, grant);
      return { outcome: "rotated", grant };
    }
    if (stored.generation === generation + 1 && stored.rotatedAt !== undefined) {
      if (at < after(stored.rotatedAt, next.graceSeconds)) {
        return { outcome: "repeated", grant: stored };
      }
    }
    return { outcome: stored.generation > generation ? "reused" : "absent" };
  }

  async stateWithDetails(grantId: string): Promise<GrantStateWithDetails | undefined> {
    const [stored, state] = [this.#grants.get(grantId), await this.state(grantId)];
    if (stored === undefined || state === undefined) return undefined;
    const { authTime, requestedAt } = stored;
    const { query: _, skipped: __, ...details } = stored.details;
    return { ...state, authTime, requestedAt, details };
  }

  async state(grantId: string): Promise<GrantState | undefined> {
    const stored = this.#grants.get(grantId);
    if (stored === undefined) return undefined;
    const { generation, rotatedAt, revokedAt } = stored;
    return {
      generation,
      ...(rotatedAt === undefined ? {} : { rotatedAt }),
      ...(revokedAt === undefined ? {} : { revokedAt }),
    };
  }

  async find(grantId: string): Promise<Grant | undefined> {
    return this.#grants.get(grantId);
  }

  async keepDetails(grantId: string, details: GrantDetails): Promise<void> {
    const stored = this.#grants.get(grantId);
    if (stored === undefined) return;
    const { query, skipped } = stored.details;
    const kept = {
      ...(query === undefined ? {} : { query }),
      ...(skipped === undefined ? {} : { skipped }),
    };
    this.#grants.set(grantId, { ...stored, details: { ...details, ...kept } });
  }

  async revoke(grantId: string, at: Date): Promise<"revoked" | "absent"> {
    const stored = this.#grants.get(grantId);
    if (stored === undefined) return "absent";
    this.#grants.set(grantId, { ...stored, revokedAt: stored.revokedAt ?? at });
    return "revoked";
  }

  async revokeWhere(where: Parameters<GrantStore["revokeWhere"]>[0], at: Date): Promise<number> {
    const { clientId, subject, sessionId } = where;
    const matching = this.#all().filter(
      (grant) =>
        grant.revokedAt === undefined &&
        (clientId === undefined || grant.clientId === clientId) &&
        (subject === undefined || grant.subject === subject) &&
        (sessionId === undefined || grant.sessionId === sessionId),
    );
    for (const grant of matching) this.#grants.set(grant.id, { ...grant, revokedAt: at });
    return matching.length;
  }

  async remembered(subject: string, clientId: string, at: Date): Promise<Grant | undefined> {
    return newestFirst(
      this.#all().filter(
        (grant) =>
          grant.subject === subject &&
          grant.clientId === clientId &&
          grant.remember &&
          grant.revokedAt === undefined &&
          (grant.rememberUntil === undefined || grant.rememberUntil > at),
      ),
      { limit: 1 },
    ).items[0];
  }

  async listBySubject(query: Parameters<GrantStore["listBySubject"]>[0]): Promise<Page<Grant>> {
    const { subject, sessionId } = query;
    const matching = this.#all().filter(
      (grant) =>
        grant.subject === subject &&
        grant.details.skipped !== true &&
        grant.revokedAt === undefined &&
        (sessionId === undefined || grant.sessionId === sessionId),
    );
    return newestFirst(matching, query);
  }

  /**
   * Revokes the grants of an ended session that have no offline access; a remembered consent among
   * them stays, without tokens. Answers every grant of the session, revoked ones too.
   */
  endSession(sessionId: string, at: Date): readonly Grant[] {
    const granted = this.#all().filter((grant) => grant.sessionId === sessionId);
    for (const grant of granted) {
      if (grant.revokedAt !== undefined || asksForRefreshToken(grant.scope)) continue;
      this.#grants.set(grant.id, { ...grant, revokedAt: at });
      if (!grant.remember) continue;
      const { refreshExpiresAt: _, rotatedAt: __, ...rest } = grant;
      const memory = { ...rest, id: randomUUID(), redeemedAt: at, expiresAt: at };
      this.#grants.set(memory.id, memory);
    }
    return granted;
  }

  #all(): Grant[] {
    return [...this.#grants.values()];
  }

  #forgetOthers({ subject, clientId }: NewGrant): void {
    for (const grant of this.#all()) {
      if (grant.subject !== subject || grant.clientId !== clientId) continue;
      this.#grants.set(grant.id, { ...grant, remember: false });
    }
  }
}

function newestFirst(
  grants: readonly Grant[],
  query: { readonly limit: number; readonly after?: string },
): Page<Grant> {
  return pageOf(grants, query, {
    keyOf: (grant) => [grant.requestedAt.toISOString(), grant.id],
    order: "descending",
  });
}
