import type { EntityManager } from "typeorm";
import { type TrustedIssuerRow, trustedIssuerTable } from "../tables/trusted-issuer.table.js";

/** OIDC issuers whose tokens a workspace exchanges, and which of those tokens were exchanged. */
export class TrustedIssuerStore {
  constructor(private readonly manager: EntityManager) {}

  find(workspaceId: string, id: string): Promise<TrustedIssuerRow | null> {
    return this.manager.findOneBy(trustedIssuerTable, { workspaceId, id });
  }

  /** The issuers of a workspace, oldest first. */
  list(workspaceId: string): Promise<TrustedIssuerRow[]> {
    return this.manager.find(trustedIssuerTable, {
      where: { workspaceId },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  /** Those that trust an address now: by workspace, or the one of an id. */
  listTrusting(
    by: { workspaceId: string } | { id: string },
    issuer: string,
  ): Promise<TrustedIssuerRow[]> {
    return this.manager.find(trustedIssuerTable, {
      where: { ...by, issuer, enabled: true },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  async isNameTaken(workspaceId: string, name: string, besides?: string): Promise<boolean> {
    const found = await this.manager.findOneBy(trustedIssuerTable, { workspaceId, name });
    return found !== null && found.id !== besides;
  }

  async create(row: TrustedIssuerRow): Promise<void> {
    await this.manager.insert(trustedIssuerTable, row);
  }

  async update(id: string, changes: Partial<TrustedIssuerRow>): Promise<void> {
    await this.manager.update(trustedIssuerTable, { id }, changes);
  }

  async remove(id: string): Promise<void> {
    await this.manager.delete(trustedIssuerTable, { id });
  }

  /**
   * Keeps a trusted issuer as it was read until the transaction ends.
   * @returns false when it was changed, switched off or removed since
   */
  async lockTrusted(id: string, updatedAt: Date): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `select 1 from trusted_issuers
       where id = $1 and enabled and updated_at = $2 for no key update`,
      [id, updatedAt],
    );
    return rows.length === 1;
  }

  /** Remembers that a subject token was exchanged. @returns false when it was before */
  async consume(id: string, digest: Buffer, expiresAt: Date): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `insert into exchanged_subject_tokens (trusted_issuer_id, digest, expires_at)
       values ($1, $2, $3) on conflict do nothing returning 1`,
      [id, digest, expiresAt],
    );
    return rows.length === 1;
  }

  async recordUse(id: string, at: Date, subject: string): Promise<void> {
    await this.manager.update(trustedIssuerTable, { id }, { lastUsedAt: at, lastSubject: subject });
  }

  /** Forgets subject tokens that have expired. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from exchanged_subject_tokens where expires_at < now()`,
    );
    return count;
  }
}
