import type { BucketName } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

/** A limit that somebody set; `null` is no limit. */
export interface LimitRow {
  projectId: string | null;
  bucket: BucketName;
  value: number | null;
}

/** What a workspace, and each of its projects, may use. */
export class LimitStore {
  constructor(private readonly manager: EntityManager) {}

  /** The limits of a workspace and, when one is named, of a project of it. */
  async list(workspaceId: string, projectId: string | null): Promise<LimitRow[]> {
    const rows = await this.manager.query<
      { projectId: string | null; bucket: BucketName; value: string | null }[]
    >(
      `select project_id as "projectId", bucket, value from limits
       where workspace_id = $1 and (project_id is null or project_id = $2)`,
      [workspaceId, projectId],
    );
    return rows.map((row) => ({ ...row, value: row.value === null ? null : Number(row.value) }));
  }

  /** Replaces the limits of a workspace (`projectId` null) or of a project. */
  async replace(
    workspaceId: string,
    projectId: string | null,
    limits: Partial<Record<BucketName, number | null | undefined>>,
  ): Promise<void> {
    await this.manager.query(
      `delete from limits where workspace_id = $1 and project_id is not distinct from $2::uuid`,
      [workspaceId, projectId],
    );
    for (const [bucket, value] of Object.entries(limits)) {
      if (value === undefined) continue;
      await this.manager.query(
        `insert into limits (workspace_id, project_id, bucket, value) values ($1, $2, $3, $4)`,
        [workspaceId, projectId, bucket, value],
      );
    }
  }

  /** Whoever creates something that is limited waits here for others who do. */
  async holdWorkspace(workspaceId: string): Promise<void> {
    await this.manager.query(`select id from workspaces where id = $1 for no key update`, [
      workspaceId,
    ]);
  }

  /** How much of what is limited in a workspace there is now. */
  async used(
    workspaceId: string,
    bucket: "projects" | "members" | "personal-access-tokens",
  ): Promise<number> {
    const [row] = await this.manager.query<{ used: string }[]>(USED[bucket], [workspaceId]);
    return Number(row?.used ?? 0);
  }
}

const USED = {
  projects: `select count(*) as used from projects
    where workspace_id = $1 and state <> 'deleted' and not is_built_in`,
  members: `select count(*) as used from members where workspace_id = $1`,
  "personal-access-tokens": `select count(*) as used from personal_access_tokens
    where workspace_id = $1 and revoked_at is null
      and (expires_at is null or expires_at > now())`,
};
