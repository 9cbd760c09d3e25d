import { type EntityManager, IsNull } from "typeorm";
import { type ServiceAccountRow, serviceAccountTable } from "../tables/service-account.table.js";

/** The service accounts of a workspace. Removed ones keep a row that nobody finds here. */
export class ServiceAccountStore {
  constructor(private readonly manager: EntityManager) {}

  list(workspaceId: string): Promise<ServiceAccountRow[]> {
    return this.manager.find(serviceAccountTable, {
      where: { workspaceId, removedAt: IsNull() },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  find(workspaceId: string, id: string): Promise<ServiceAccountRow | null> {
    return this.manager.findOneBy(serviceAccountTable, { id, workspaceId, removedAt: IsNull() });
  }

  /** A service account, with the row held until the end of the transaction. */
  async hold(workspaceId: string, id: string): Promise<ServiceAccountRow | undefined> {
    const row = await this.manager.findOne(serviceAccountTable, {
      where: { id, workspaceId, removedAt: IsNull() },
      lock: { mode: "pessimistic_write" },
    });
    return row ?? undefined;
  }

  async isNameTaken(workspaceId: string, name: string, exceptId?: string): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `select 1 from service_accounts where workspace_id = $1 and lower(name) = lower($2)
         and removed_at is null and id is distinct from $3`,
      [workspaceId, name, exceptId ?? null],
    );
    return rows.length > 0;
  }

  async create(account: ServiceAccountRow): Promise<void> {
    await this.manager.insert(serviceAccountTable, account);
  }

  async change(
    id: string,
    change: Pick<ServiceAccountRow, "name" | "role" | "projectIds">,
  ): Promise<void> {
    await this.manager.update(serviceAccountTable, { id }, change);
  }

  async remove(id: string, at: Date): Promise<void> {
    await this.manager.update(serviceAccountTable, { id }, { removedAt: at });
  }
}
