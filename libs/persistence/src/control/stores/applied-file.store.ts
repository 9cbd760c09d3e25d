import type { ProjectFile } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

/** The state in which applying a file left a project. */
export interface AppliedFile {
  appliedAt: Date;
  appliedBy: string;
  state: ProjectFile;
}

interface AppliedFileRow {
  applied_at: Date;
  applied_by: string;
  state: ProjectFile;
}

/** What projects looked like when a file was last applied to them; secrets are not part of it. */
export class AppliedFileStore {
  constructor(private readonly manager: EntityManager) {}

  async find(projectId: string): Promise<AppliedFile | undefined> {
    const [row] = await this.manager.query<AppliedFileRow[]>(
      `select applied_at, applied_by, state from applied_files where project_id = $1`,
      [projectId],
    );
    return row && { appliedAt: row.applied_at, appliedBy: row.applied_by, state: row.state };
  }

  async put(projectId: string, { appliedAt, appliedBy, state }: AppliedFile): Promise<void> {
    await this.manager.query(
      `insert into applied_files (project_id, applied_at, applied_by, state)
       values ($1, $2, $3, $4)
       on conflict (project_id) do update
         set applied_at = excluded.applied_at, applied_by = excluded.applied_by,
             state = excluded.state`,
      [projectId, appliedAt, appliedBy, JSON.stringify(state)],
    );
  }
}
