import { randomUUID } from "node:crypto";
import type { ProjectMoveState } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

/** A project on its way from one data plane to another. */
export interface ProjectMoveRow {
  id: string;
  projectId: string;
  fromDataPlane: string;
  toDataPlane: string;
  state: ProjectMoveState;
  attempts: number;
  failure: string | null;
  copiedRows: number;
  pausedMilliseconds: number | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

const SELECT = `
  select id, project_id as "projectId", from_data_plane as "fromDataPlane",
    to_data_plane as "toDataPlane", state, attempts, failure, copied_rows::int as "copiedRows",
    paused_milliseconds as "pausedMilliseconds", created_at as "createdAt",
    updated_at as "updatedAt", finished_at as "finishedAt"
  from project_moves`;

/** Moves of projects, each with the step it has reached: whoever goes on begins there. */
export class ProjectMoveStore {
  constructor(private readonly manager: EntityManager) {}

  /** @returns undefined when the project is being moved already */
  async add(move: {
    projectId: string;
    fromDataPlane: string;
    toDataPlane: string;
  }): Promise<ProjectMoveRow | undefined> {
    const id = randomUUID();
    await this.manager.query(
      `insert into project_moves (id, project_id, from_data_plane, to_data_plane, state)
       values ($1, $2, $3, $4, 'waiting') on conflict do nothing`,
      [id, move.projectId, move.fromDataPlane, move.toDataPlane],
    );
    const [row] = await this.manager.query<ProjectMoveRow[]>(`${SELECT} where id = $1`, [id]);
    return row;
  }

  async latest(projectId: string): Promise<ProjectMoveRow | undefined> {
    const [row] = await this.manager.query<ProjectMoveRow[]>(
      `${SELECT} where project_id = $1 order by created_at desc, id limit 1`,
      [projectId],
    );
    return row;
  }

  /** Moves that somebody should go on with, the oldest first. */
  due(): Promise<ProjectMoveRow[]> {
    return this.manager.query(
      `${SELECT} where finished_at is null and due_at <= now() order by created_at, id`,
    );
  }

  async read(id: string): Promise<ProjectMoveRow | undefined> {
    const [row] = await this.manager.query<ProjectMoveRow[]>(`${SELECT} where id = $1`, [id]);
    return row;
  }

  /** A step has been reached. */
  async reach(
    id: string,
    state: ProjectMoveState,
    facts: { copiedRows?: number; pausedMilliseconds?: number } = {},
  ): Promise<void> {
    await this.manager.query(
      `update project_moves set state = $2, copied_rows = copied_rows + $3,
         paused_milliseconds = coalesce($4, paused_milliseconds), updated_at = now(),
         failure = case when $2 = 'finished' then null else failure end,
         finished_at = case when $2 in ('finished', 'failed') then now() end
       where id = $1`,
      [id, state, facts.copiedRows ?? 0, facts.pausedMilliseconds ?? null],
    );
  }

  /** An attempt ended early; the next one comes later each time. */
  async postpone(id: string, state: ProjectMoveState, failure: string): Promise<void> {
    await this.manager.query(
      `update project_moves set state = $2, failure = $3, attempts = attempts + 1,
         updated_at = now(), due_at = now() + make_interval(secs => least(power(2, attempts), 60))
       where id = $1`,
      [id, state, failure.slice(0, 500)],
    );
  }
}
