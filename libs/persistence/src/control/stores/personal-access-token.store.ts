import { type EntityManager, IsNull, MoreThan, type QueryDeepPartialEntity } from "typeorm";
import {
  type NewPersonalAccessToken,
  type PersonalAccessTokenRow,
  personalAccessTokenTable,
} from "../tables/personal-access-token.table.js";

export interface TokenUse {
  at: Date;
  address: string;
  userAgent: string;
}

/** Personal access tokens: by keyed hash for signing in, by workspace for everything else. */
export class PersonalAccessTokenStore {
  constructor(private readonly manager: EntityManager) {}

  /** The token of a value: of its own, or of the one before a roll while that still works. */
  findByDigest(digest: Buffer): Promise<PersonalAccessTokenRow | null> {
    return this.manager.findOne(personalAccessTokenTable, {
      where: [{ digest }, { previousDigest: digest, previousEndsAt: MoreThan(new Date()) }],
    });
  }

  find(workspaceId: string, id: string): Promise<PersonalAccessTokenRow | null> {
    return this.manager.findOneBy(personalAccessTokenTable, { id, workspaceId });
  }

  /** Any token: for delivery to the planes. */
  findForDelivery(id: string): Promise<PersonalAccessTokenRow | null> {
    return this.manager.findOneBy(personalAccessTokenTable, { id });
  }

  /** Tokens of a workspace, newest first; `ownerId` limits them to one member's. */
  list(workspaceId: string, ownerId?: string): Promise<PersonalAccessTokenRow[]> {
    return this.manager.find(personalAccessTokenTable, {
      where: { workspaceId, ...(ownerId === undefined ? {} : { ownerId }) },
      order: { createdAt: "desc", id: "asc" },
    });
  }

  /** Tokens that work in a project now: those that name it and those of the whole workspace. */
  async listReaching(workspaceId: string, projectId: string): Promise<PersonalAccessTokenRow[]> {
    const tokens = await this.manager
      .createQueryBuilder(personalAccessTokenTable, "token")
      .where("token.workspaceId = :workspaceId", { workspaceId })
      .andWhere("token.revokedAt is null")
      .andWhere("token.approval is distinct from 'pending'")
      .andWhere("(token.expiresAt is null or token.expiresAt > now())")
      .andWhere("(token.projectIds is null or :projectId = any(token.projectIds))", { projectId })
      .orderBy("token.createdAt", "DESC")
      .getMany();
    return tokens;
  }

  /** The tokens of these owners that are not revoked. */
  async livingOf(ownerIds: readonly string[]): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `select id from personal_access_tokens where owner_id = any($1) and revoked_at is null`,
      [ownerIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends every token of somebody who leaves. @returns those that were alive */
  async revokeAllOf(ownerId: string, at: Date): Promise<string[]> {
    const [rows] = await this.manager.query<[{ id: string }[], number]>(
      `update personal_access_tokens set revoked_at = $2
       where owner_id = $1 and revoked_at is null returning id`,
      [ownerId, at],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether a living token of this owner has this name. */
  async isNameTaken(ownerId: string, name: string, besides?: string): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `select 1 from personal_access_tokens
       where owner_id = $1 and name = $2 and revoked_at is null and kind = 'personal'
         and id is distinct from $3`,
      [ownerId, name, besides ?? null],
    );
    return rows.length > 0;
  }

  /** Living tokens that came from a trusted issuer. */
  listOfTrustedIssuer(trustedIssuerId: string): Promise<PersonalAccessTokenRow[]> {
    return this.manager.findBy(personalAccessTokenTable, {
      trustedIssuerId,
      revokedAt: IsNull(),
      expiresAt: MoreThan(new Date()),
    });
  }

  async create(token: NewPersonalAccessToken): Promise<void> {
    await this.manager.insert(personalAccessTokenTable, token);
  }

  /** Changes a living token. @returns false when it was revoked meanwhile */
  async update(
    id: string,
    changes: QueryDeepPartialEntity<PersonalAccessTokenRow>,
  ): Promise<boolean> {
    const { affected } = await this.manager.update(
      personalAccessTokenTable,
      { id, revokedAt: IsNull() },
      changes,
    );
    return affected === 1;
  }

  /** An owner's answer to a token that waits. @returns false when somebody was faster */
  async decide(
    id: string,
    decision: Pick<
      PersonalAccessTokenRow,
      "approval" | "approvalBy" | "approvalAt" | "approvalNote" | "revokedAt"
    >,
  ): Promise<boolean> {
    const { affected } = await this.manager.update(
      personalAccessTokenTable,
      { id, revokedAt: IsNull(), approval: "pending" },
      decision,
    );
    return affected === 1;
  }

  /** Removes exchanged tokens that ended a month ago. @returns how many */
  async purgeExchanged(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from personal_access_tokens
       where kind = 'exchanged' and expires_at < now() - interval '30 days'`,
    );
    return count;
  }

  /** @returns false when it was revoked before */
  async revoke(id: string, at: Date): Promise<boolean> {
    const rows = await this.manager.query<[unknown[], number]>(
      `update personal_access_tokens set revoked_at = $2
       where id = $1 and revoked_at is null`,
      [id, at],
    );
    return rows[1] === 1;
  }

  /** Keeps the last use; a busy token writes once in ten seconds. */
  async recordUse(id: string, use: TokenUse): Promise<void> {
    await this.manager.query(
      `update personal_access_tokens
       set last_used_at = $2, last_used_address = $3, last_used_user_agent = $4
       where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '10 s'
         or last_used_address is distinct from $3)`,
      [id, use.at, use.address, use.userAgent],
    );
  }
}
