import { instant, present } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** A personal access token as a plane knows it. */
export interface AdminCredential {
  readonly tokenId: string;
  readonly permissions: readonly string[];
  /** Whom the token speaks for, in words. */
  readonly ownerLabel: string;
  readonly expiresAt?: Date;
  /** Where it may be used from; empty: anywhere. */
  readonly allowedCidrs: readonly string[];
}

export interface LastUse {
  readonly at: Date;
  readonly address: string;
  readonly userAgent: string;
}

/** How often a token used a permission of this project on one day. */
export interface CountedUse {
  readonly tokenId: string;
  readonly permission: string;
  /** `2026-11-23`, in UTC. */
  readonly day: string;
  readonly uses: number;
}

const LONGEST_USER_AGENT = 400;

const FIND: Statement = {
  name: "admin_credentials_find",
  text: `
    select token_id, permissions, owner_label, allowed_cidrs,
           case when digest = $2 then expires_at else least(expires_at, previous_ends_at) end
             as expires_at
      from plane.admin_credentials
     where project_id = $1 and (digest = $2 or previous_digest = $2)`,
};

const COUNT: Statement = {
  name: "permission_uses_count",
  text: `
    insert into plane.permission_uses as kept (project_id, token_id, permission, day, uses)
    select $1::uuid, counted.* from unnest($2::text[], $3::text[], $4::date[], $5::bigint[])
        as counted (token_id, permission, day, uses)
    on conflict (project_id, token_id, permission, day)
      do update set uses = kept.uses + excluded.uses`,
};

const USED: Statement = {
  name: "admin_credentials_used",
  text: `
    update plane.admin_credentials
       set last_used_at = $3, last_used_address = $4, last_used_user_agent = $5
     where project_id = $1 and token_id = $2
       and (last_used_at is null or last_used_at <= $3::timestamptz - interval '1 minute')`,
};

interface AdminCredentialRow {
  token_id: string;
  permissions: string[];
  owner_label: string;
  expires_at: Date | null;
  allowed_cidrs: string[];
}

/** The personal access tokens that may act on one project. */
export class AdminCredentialStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  /**
   * The token of a keyed digest, expired ones too; the caller judges expiry and address. A value
   * that was rolled expires when its overlap ends.
   */
  async find(digest: Buffer): Promise<AdminCredential | undefined> {
    const [row] = await this.#scope.run<AdminCredentialRow>(FIND, [digest]);
    if (row === undefined) return undefined;
    return present<AdminCredential>({
      tokenId: row.token_id,
      permissions: row.permissions,
      ownerLabel: row.owner_label,
      expiresAt: row.expires_at,
      allowedCidrs: row.allowed_cidrs,
    });
  }

  /** Keeps the last use; written at most once a minute. */
  async used(tokenId: string, use: LastUse): Promise<void> {
    await this.#scope.run(USED, [
      tokenId,
      instant(use.at),
      use.address,
      use.userAgent.replaceAll("\0", "").slice(0, LONGEST_USER_AGENT),
    ]);
  }

  /** Adds to what is counted: which permissions tokens used. */
  async countPermissions(uses: readonly CountedUse[]): Promise<void> {
    await this.#scope.run(COUNT, [
      uses.map(({ tokenId }) => tokenId),
      uses.map(({ permission }) => permission),
      uses.map(({ day }) => day),
      uses.map((use) => use.uses),
    ]);
  }
}
