import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";

/** The result of one run of a schedule. */
export interface JobRunRecord {
  /** Names the run, so that one that is cut off and runs again shows one result. */
  id?: string;
  schedule: string;
  projectId: string | null;
  startedAt: Date;
  finishedAt: Date;
  outcome: "succeeded" | "failed";
  counts: Record<string, number>;
  error: string | null;
}

export interface StoredJobRun extends JobRunRecord {
  id: string;
}

const KEPT_DAYS = 30;

/** Results of schedules: written by the worker, shown by the control plane. */
export class JobRunStore {
  constructor(private readonly manager: EntityManager) {}

  /** Writes a result; the same id again replaces it. */
  async record(run: JobRunRecord): Promise<void> {
    await this.manager.query(
      `insert into job_runs
         (id, schedule, project_id, started_at, finished_at, outcome, counts, error)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set finished_at = excluded.finished_at,
         outcome = excluded.outcome, counts = excluded.counts, error = excluded.error`,
      [
        run.id ?? randomUUID(),
        run.schedule,
        run.projectId,
        run.startedAt,
        run.finishedAt,
        run.outcome,
        JSON.stringify(run.counts),
        run.error,
      ],
    );
  }

  /** The last results of each schedule, newest first. */
  latest(perSchedule: number): Promise<StoredJobRun[]> {
    return this.manager.query(
      `select id, schedule, project_id as "projectId", started_at as "startedAt",
         finished_at as "finishedAt", outcome, counts, error
       from (select *, row_number() over (partition by schedule order by finished_at desc) as rank
             from job_runs) ranked
       where rank <= $1 order by finished_at desc, id`,
      [perSchedule],
    );
  }

  /** The last results of each schedule in the whole installation or in one of these projects. */
  latestReached(projectIds: readonly string[], perSchedule: number): Promise<StoredJobRun[]> {
    return this.ranked("project_id is null or project_id = any($2)", perSchedule, projectIds);
  }

  /** The last results of each schedule in one project. */
  latestOf(projectId: string, perSchedule: number): Promise<StoredJobRun[]> {
    return this.ranked("project_id = any($2)", perSchedule, [projectId]);
  }

  private ranked(
    condition: string,
    perSchedule: number,
    projectIds: readonly string[],
  ): Promise<StoredJobRun[]> {
    return this.manager.query(
      `select id, schedule, project_id as "projectId", started_at as "startedAt",
         finished_at as "finishedAt", outcome, counts, error
       from (select *, row_number() over (partition by schedule order by finished_at desc) as rank
             from job_runs where ${condition}) ranked
       where rank <= $1 order by finished_at desc, id`,
      [perSchedule, projectIds],
    );
  }

  /** Removes results older than a month. @returns how many */
  async purge(): Promise<number> {
    const [, count] = await this.manager.query<[unknown[], number]>(
      `delete from job_runs where finished_at < now() - interval '${KEPT_DAYS} days'`,
    );
    return count;
  }
}
