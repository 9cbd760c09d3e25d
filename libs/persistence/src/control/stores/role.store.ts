import { builtInRole, builtInRoleName, rolePermissions, ROLES } from "@grantry/control";
import { type EntityManager, IsNull } from "typeorm";
import { type RoleRow, roleTable } from "../tables/role.table.js";
import type { ResolvedRole } from "./holder.store.js";

/** The custom roles of a workspace. Removed ones keep a row that nobody finds here. */
export class RoleStore {
  constructor(private readonly manager: EntityManager) {}

  list(workspaceId: string): Promise<RoleRow[]> {
    return this.manager.find(roleTable, {
      where: { workspaceId, removedAt: IsNull() },
      order: { name: "asc" },
    });
  }

  /** How people read every role of a workspace. */
  async names(workspaceId: string): Promise<Map<string, string>> {
    const custom = await this.list(workspaceId);
    return new Map([
      ...ROLES.map((role) => [role, builtInRoleName(role)] as const),
      ...custom.map(({ id, name }) => [id, name] as const),
    ]);
  }

  find(workspaceId: string, id: string): Promise<RoleRow | null> {
    return this.manager.findOneBy(roleTable, { id, workspaceId, removedAt: IsNull() });
  }

  /** A custom role that nobody gives, changes or deletes until the end of the transaction. */
  async hold(workspaceId: string, id: string): Promise<RoleRow | undefined> {
    const row = await this.manager.findOne(roleTable, {
      where: { id, workspaceId, removedAt: IsNull() },
      lock: { mode: "pessimistic_write" },
    });
    return row ?? undefined;
  }

  /**
   * A role that is about to be given: it stays until the end of the transaction.
   * @returns nothing when the workspace has no such role
   */
  async resolve(workspaceId: string, role: string): Promise<ResolvedRole | undefined> {
    const builtIn = builtInRole(role);
    if (builtIn) {
      return { role, roleName: builtInRoleName(builtIn), permissions: rolePermissions(builtIn) };
    }
    const custom = await this.manager.findOne(roleTable, {
      where: { id: role, workspaceId, removedAt: IsNull() },
      lock: { mode: "pessimistic_read" },
    });
    return custom
      ? { role: custom.id, roleName: custom.name, permissions: custom.permissions }
      : undefined;
  }

  async isNameTaken(workspaceId: string, name: string, exceptId?: string): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `select 1 from roles where workspace_id = $1 and lower(name) = lower($2)
         and removed_at is null and id is distinct from $3`,
      [workspaceId, name, exceptId ?? null],
    );
    return rows.length > 0;
  }

  async create(role: RoleRow): Promise<void> {
    await this.manager.insert(roleTable, role);
  }

  async change(id: string, change: Pick<RoleRow, "name" | "permissions">): Promise<void> {
    await this.manager.update(roleTable, { id }, { ...change, updatedAt: new Date() });
  }

  async remove(id: string, at: Date): Promise<void> {
    await this.manager.update(roleTable, { id }, { removedAt: at });
  }

  /** How many members, service accounts, project roles and open invitations have each role. */
  async countHolders(workspaceId: string): Promise<Map<string, number>> {
    const rows = await this.manager.query<{ role: string; count: string }[]>(
      `select role, count(*) from (
         select role from members where workspace_id = $1 and removed_at is null
         union all
         select role from service_accounts where workspace_id = $1 and removed_at is null
         union all
         select other.role from project_roles other
           join projects project on project.id = other.project_id
           where project.workspace_id = $1
         union all
         select role from invitations where workspace_id = $1 and state = 'pending'
       ) held group by role`,
      [workspaceId],
    );
    return new Map(rows.map((row) => [row.role, Number(row.count)]));
  }

  /** Gives everybody with one role another. */
  async replace(workspaceId: string, role: string, replacement: string): Promise<void> {
    const values = [workspaceId, role, replacement];
    for (const table of ["members", "service_accounts", "invitations"]) {
      await this.manager.query(
        `update ${table} set role = $3 where workspace_id = $1 and role = $2`,
        values,
      );
    }
    await this.manager.query(
      `update project_roles other set role = $3 from projects project
       where project.id = other.project_id and project.workspace_id = $1 and other.role = $2`,
      values,
    );
  }
}
