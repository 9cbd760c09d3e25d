import { Controller, Get } from "@nestjs/common";
import type { JobRun } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";

const RUNS_PER_SCHEDULE = 20;

/** What happened: the results of schedules. */
@Controller()
export class RecordController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("jobs")
  @Permission("jobs:read")
  async jobs(@Caller() caller: CallerValue): Promise<JobRun[]> {
    const { control } = this.controlPlane;
    const projects = await control.projects.list(caller.workspace.id, {
      within: caller.projectIds,
    });
    const reached = new Set(projects.map(({ id }) => id));
    const runs = await control.jobRuns.latest(RUNS_PER_SCHEDULE);
    return runs
      .filter(({ projectId }) => projectId === null || reached.has(projectId))
      .map((run) => ({
        id: run.id,
        schedule: run.schedule,
        project_id: run.projectId,
        started_at: run.startedAt.toISOString(),
        finished_at: run.finishedAt.toISOString(),
        outcome: run.outcome,
        counts: run.counts,
        error: run.error,
      }));
  }
}
