import type { EntityManager } from "typeorm";

/** How often a token used a permission on one day. */
export interface PermissionUse {
  tokenId: string;
  permission: string;
  /** `2026-11-23`, in UTC. */
  day: string;
  uses: number;
}

const KEPT_DAYS = 90;

/** Which permissions tokens use at the control plane, by day. */
export class PermissionUseStore {
  constructor(private readonly manager: EntityManager) {}

  /** Adds to what is counted; tokens that are gone are left out. */
  async add(uses: readonly PermissionUse[]): Promise<void> {
    await this.manager.query(
      `insert into token_permission_uses as kept (token_id, permission, day, uses)
       select counted.* from unnest($1::uuid[], $2::text[], $3::date[], $4::bigint[])
         as counted (token_id, permission, day, uses)
       join personal_access_tokens token on token.id = counted.token_id
       on conflict (token_id, permission, day) do update set uses = kept.uses + excluded.uses`,
      [
        uses.map(({ tokenId }) => tokenId),
        uses.map(({ permission }) => permission),
        uses.map(({ day }) => day),
        uses.map((use) => use.uses),
      ],
    );
  }

  /** What tokens used in the last days. */
  async list(tokenIds: readonly string[], days: number): Promise<PermissionUse[]> {
    const rows = await this.manager.query<(Omit<PermissionUse, "uses"> & { uses: string })[]>(
      `select token_id as "tokenId", permission, to_char(day, 'YYYY-MM-DD') as day, uses
       from token_permission_uses
       where token_id = any($1) and day > (now() at time zone 'UTC')::date - $2::int`,
      [tokenIds, days],
    );
    return rows.map((row) => ({ ...row, uses: Number(row.uses) }));
  }

  /** Removes what nobody reports any more. @returns how many rows */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from token_permission_uses
       where day <= (now() at time zone 'UTC')::date - ${KEPT_DAYS}`,
    );
    return count;
  }
}
