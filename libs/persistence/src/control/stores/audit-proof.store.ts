import type { AuditHead, AuditKey } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

interface HeadRow {
  workspace_id: string;
  sequence: string;
  hash: string;
  signed_at: Date;
  key_id: string;
  signature: string;
}

/** A signing key as it is kept: its private half sealed. */
export interface StoredAuditKey {
  publicKey: AuditKey;
  sealedPrivateKey: Buffer;
}

/** Signed heads of the audit log and the keys that sign them: added, never changed. */
export class AuditProofStore {
  constructor(private readonly manager: EntityManager) {}

  /** Keeps a signed head; the first one at a place stays. */
  async addHead(head: AuditHead): Promise<void> {
    await this.manager.query(
      `insert into audit_heads (workspace_id, sequence, hash, signed_at, key_id, signature)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [head.workspace_id, head.sequence, head.hash, head.signed_at, head.key_id, head.signature],
    );
  }

  /** Signed heads of a workspace, newest first, older than `before`. */
  async heads(
    workspaceId: string,
    page: { before?: number | undefined; take: number },
  ): Promise<AuditHead[]> {
    const rows = await this.manager.query<HeadRow[]>(
      `select workspace_id, sequence, hash, signed_at, key_id, signature from audit_heads
       where workspace_id = $1 and ($2::bigint is null or sequence < $2)
       order by sequence desc limit $3`,
      [workspaceId, page.before ?? null, page.take],
    );
    return rows.map(readHead);
  }

  /** Signed heads at the places `first` to `last`, in order. */
  async headsBetween(workspaceId: string, first: number, last: number): Promise<AuditHead[]> {
    const rows = await this.manager.query<HeadRow[]>(
      `select workspace_id, sequence, hash, signed_at, key_id, signature from audit_heads
       where workspace_id = $1 and sequence between $2 and $3 order by sequence`,
      [workspaceId, first, last],
    );
    return rows.map(readHead);
  }

  /** How far the log of a workspace has ever reached, as the database noted it. */
  async tail(workspaceId: string): Promise<{ sequence: number; hash: string } | undefined> {
    const [row] = await this.manager.query<{ sequence: string; hash: string }[]>(
      `select sequence, hash from audit_tails where workspace_id = $1`,
      [workspaceId],
    );
    return row && { sequence: Number(row.sequence), hash: row.hash };
  }

  /** Workspaces with events after their last signed head. */
  async unsignedWorkspaces(): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `select id from workspaces workspace where exists (
         select from audit_events event where event.workspace_id = workspace.id
           and event.sequence > coalesce((select max(sequence) from audit_heads head
                                          where head.workspace_id = workspace.id), 0))
       order by id`,
    );
    return rows.map(({ id }) => id);
  }

  async addKey({ publicKey, sealedPrivateKey }: StoredAuditKey): Promise<void> {
    await this.manager.query(
      `insert into audit_signing_keys (key_id, public_jwk, private_key) values ($1, $2, $3)`,
      [publicKey.kid, JSON.stringify(publicKey), sealedPrivateKey],
    );
  }

  /** Every key that ever signed, newest first. */
  async keys(): Promise<StoredAuditKey[]> {
    return this.manager.query<StoredAuditKey[]>(
      `select public_jwk as "publicKey", private_key as "sealedPrivateKey"
       from audit_signing_keys order by created_at desc, key_id`,
    );
  }
}

function readHead(row: HeadRow): AuditHead {
  const { sequence, signed_at: signedAt, ...rest } = row;
  return { ...rest, sequence: Number(sequence), signed_at: signedAt.toISOString() };
}
