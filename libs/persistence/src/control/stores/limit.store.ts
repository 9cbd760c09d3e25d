import type { BucketName } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

/** A limit that somebody set; `null` is no limit. */
export interface LimitRow {
  projectId: string | null;
  bucket: BucketName;
  value: number | null;
}

/** A limit with the workspace that it is of. */
export interface WorkspaceLimitRow extends LimitRow {
  workspaceId: string;
}

/** The tokens of a workspace's month are used up. */
export interface UsedUpWorkspace {
  /** The limit that was reached. */
  value: number;
  /** The end of the month. */
  until: Date;
}

/** That so much of a limit is used, in a month. */
export interface LimitNotice {
  workspaceId: string;
  projectId: string | null;
  bucket: BucketName;
  percent: 80 | 100;
  month: Date;
  value: number;
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

  /** Every limit of a kind, of all workspaces and projects. */
  async listEvery(bucket: BucketName): Promise<WorkspaceLimitRow[]> {
    const rows = await this.manager.query<(WorkspaceLimitRow & { value: string | null })[]>(
      `select workspace_id as "workspaceId", project_id as "projectId", bucket, value from limits
       where bucket = $1`,
      [bucket],
    );
    return rows.map((row) => ({ ...row, value: row.value === null ? null : Number(row.value) }));
  }

  /** Whether the tokens of a workspace are used up, at a moment. */
  async usedUp(workspaceId: string, at: Date): Promise<UsedUpWorkspace | undefined> {
    const [row] = await this.manager.query<{ value: string; until: Date }[]>(
      `select value, until from used_up_workspaces where workspace_id = $1 and until > $2`,
      [workspaceId, at],
    );
    return row && { value: Number(row.value), until: row.until };
  }

  /** The workspaces whose tokens are used up. */
  async listUsedUp(): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `select workspace_id as id from used_up_workspaces`,
    );
    return rows.map(({ id }) => id);
  }

  /** @returns whether that is new */
  async markUsedUp(workspaceId: string, { value, until }: UsedUpWorkspace): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `insert into used_up_workspaces as held (workspace_id, value, until) values ($1, $2, $3)
       on conflict (workspace_id) do update set value = $2, until = $3
         where held.value <> $2 or held.until <> $3
       returning workspace_id`,
      [workspaceId, value, until],
    );
    return rows.length > 0;
  }

  /** @returns whether it was marked */
  async clearUsedUp(workspaceId: string): Promise<boolean> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from used_up_workspaces where workspace_id = $1`,
      [workspaceId],
    );
    return count > 0;
  }

  /** Remembers that somebody is told. @returns false when they were */
  async notice(notice: LimitNotice): Promise<boolean> {
    const { workspaceId, projectId, bucket, percent, month, value } = notice;
    const rows = await this.manager.query<unknown[]>(
      `insert into limit_notices (workspace_id, project_id, bucket, percent, month, value)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning percent`,
      [workspaceId, projectId, bucket, percent, month.toISOString().slice(0, 10), value],
    );
    return rows.length > 0;
  }

  /** How much of what is limited in a workspace was made in the last days and is still there. */
  async grown(workspaceId: string, bucket: keyof typeof USED, days: number): Promise<number> {
    const [row] = await this.manager.query<{ used: string }[]>(
      `${USED[bucket]} and created_at > now() - make_interval(days => $2)`,
      [workspaceId, days],
    );
    return Number(row?.used ?? 0);
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
