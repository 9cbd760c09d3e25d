import { builtInRole, builtInRoleName, type Holder, rolePermissions } from "@grantry/control";
import type { EntityManager } from "typeorm";

/** What a member or a service account may do, read at the time of use. */
export interface HolderRights extends Holder {
  workspaceId: string;
  workspaceName: string;
  /** What the role of the workspace holds. */
  permissions: readonly string[];
  /** `null`: every project of the workspace. */
  projectIds: readonly string[] | null;
  /** Where another role replaces it. */
  projectRoles: readonly ProjectRole[];
}

export interface ProjectRole extends ResolvedRole {
  projectId: string;
}

/** A role with what it holds; one that is gone holds nothing. */
export interface ResolvedRole {
  role: string;
  roleName: string;
  permissions: readonly string[];
}

interface RoleColumns {
  role: string;
  role_name: string | null;
  role_permissions: string[] | null;
}

interface HolderColumns extends RoleColumns {
  type: Holder["type"];
  id: string;
  email: string;
  name: string;
  workspace_id: string;
  workspace_name: string;
  project_ids: string[] | null;
  project_roles: (RoleColumns & { project_id: string })[];
}

/**
 * Members and service accounts alike, as owners of tokens and holders of roles. Everything that
 * decides about permissions asks here: the control plane for callers, delivery for the planes.
 */
export class HolderStore {
  constructor(private readonly manager: EntityManager) {}

  /** What somebody may do now; nothing when they, or their workspace, are gone. */
  async rights(holderId: string): Promise<HolderRights | undefined> {
    const [row] = await this.manager.query<HolderColumns[]>(
      `select holder.*, workspace.name as workspace_name,
         role.name as role_name, role.permissions as role_permissions,
         (select coalesce(jsonb_agg(jsonb_build_object('project_id', other.project_id,
              'role', other.role, 'role_name', its_role.name,
              'role_permissions', its_role.permissions)), '[]')
            from project_roles other left join roles its_role on its_role.id::text = other.role
           where other.holder_id = holder.id) as project_roles
       from (
         select 'member' as type, id, email, name, workspace_id, role, project_ids
           from members where id = $1 and removed_at is null
         union all
         select 'service_account', id, '', name, workspace_id, role, project_ids
           from service_accounts where id = $1 and removed_at is null
       ) holder
       join workspaces workspace
         on workspace.id = holder.workspace_id and workspace.deleted_at is null
       left join roles role
         on role.id::text = holder.role and role.workspace_id = holder.workspace_id`,
      [holderId],
    );
    return row && readRights(row);
  }

  /** The roles in single projects, of everybody in a workspace. */
  async listProjectRoles(workspaceId: string): Promise<(ProjectRole & { holderId: string })[]> {
    const rows = await this.manager.query<
      (RoleColumns & { project_id: string; holder_id: string })[]
    >(
      `select other.holder_id, other.project_id, other.role, role.name as role_name,
         role.permissions as role_permissions
       from project_roles other
       join projects project on project.id = other.project_id
       left join roles role on role.id::text = other.role
       where project.workspace_id = $1 order by other.project_id`,
      [workspaceId],
    );
    return rows.map((row) => ({
      ...readRole(row),
      projectId: row.project_id,
      holderId: row.holder_id,
    }));
  }

  async setProjectRole(holderId: string, projectId: string, role: string): Promise<void> {
    await this.manager.query(
      `insert into project_roles (holder_id, project_id, role) values ($1, $2, $3)
       on conflict (holder_id, project_id) do update set role = excluded.role`,
      [holderId, projectId, role],
    );
  }

  /** @returns false when there was none */
  async removeProjectRole(holderId: string, projectId: string): Promise<boolean> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from project_roles where holder_id = $1 and project_id = $2`,
      [holderId, projectId],
    );
    return count > 0;
  }

  /** Somebody who leaves takes no role along. */
  async removeProjectRoles(holderId: string): Promise<void> {
    await this.manager.query(`delete from project_roles where holder_id = $1`, [holderId]);
  }

  /** Holders of a role, in the workspace or in a project. */
  async idsWithRole(workspaceId: string, role: string): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `select id from members where workspace_id = $1 and role = $2 and removed_at is null
       union select id from service_accounts
         where workspace_id = $1 and role = $2 and removed_at is null
       union select other.holder_id from project_roles other
         join projects project on project.id = other.project_id
         where project.workspace_id = $1 and other.role = $2`,
      [workspaceId, role],
    );
    return rows.map(({ id }) => id);
  }

  /** What members and service accounts are called, those who have left included. */
  async labels(workspaceId: string): Promise<Map<string, { type: Holder["type"]; label: string }>> {
    const rows = await this.manager.query<{ id: string; type: Holder["type"]; label: string }[]>(
      `select id, 'member' as type, email as label from members where workspace_id = $1
       union all
       select id, 'service_account', name from service_accounts where workspace_id = $1`,
      [workspaceId],
    );
    return new Map(rows.map(({ id, type, label }) => [id, { type, label }]));
  }

  /** How many tokens of each holder of a workspace work now. */
  async countTokens(workspaceId: string): Promise<Map<string, number>> {
    const rows = await this.manager.query<{ owner_id: string; count: string }[]>(
      `select owner_id, count(*) from personal_access_tokens
       where workspace_id = $1 and revoked_at is null
         and (expires_at is null or expires_at > now())
       group by owner_id`,
      [workspaceId],
    );
    return new Map(rows.map((row) => [row.owner_id, Number(row.count)]));
  }
}

function readRights(row: HolderColumns): HolderRights {
  const { type, id, email, name } = row;
  return {
    type,
    id,
    email,
    name,
    ...readRole(row),
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    projectIds: row.project_ids,
    projectRoles: row.project_roles.map((other) => ({
      ...readRole(other),
      projectId: other.project_id,
    })),
  };
}

function readRole({ role, role_name, role_permissions }: RoleColumns): ResolvedRole {
  const builtIn = builtInRole(role);
  if (builtIn) {
    return { role, roleName: builtInRoleName(builtIn), permissions: rolePermissions(builtIn) };
  }
  return { role, roleName: role_name ?? "", permissions: role_permissions ?? [] };
}
