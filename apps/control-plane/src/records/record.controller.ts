import { Controller, Get, Param } from "@nestjs/common";
import { grants, type JobRun } from "@grantry/contracts";
import { type Caller as CallerValue, permissionsIn } from "@grantry/control";
import type { StoredJobRun } from "@grantry/persistence";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { findProject } from "../projects/find-project.js";

const RUNS_PER_SCHEDULE = 20;

/** What happened: the results of schedules. */
@Controller()
export class RecordController {
  constructor(private readonly controlPlane: ControlPlane) {}

  /** Of the whole installation, and of the projects in which the caller may see jobs. */
  @Get("jobs")
  @Permission("jobs:read")
  @Paged()
  async jobs(@Caller() caller: CallerValue): Promise<JobRun[]> {
    const { control } = this.controlPlane;
    const projects = await control.projects.list(caller.workspace.id, {
      within: caller.projectIds,
    });
    const reached = projects
      .map(({ id }) => id)
      .filter((id) => grants(permissionsIn(caller, id), "jobs:read"));
    return (await control.jobRuns.latestReached(reached, RUNS_PER_SCHEDULE)).map(onWire);
  }

  @Get("projects/:project/jobs")
  @Permission("jobs:read")
  @Paged()
  async projectJobs(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
  ): Promise<JobRun[]> {
    const { control } = this.controlPlane;
    const project = await findProject(control, caller, idOrSlug);
    return (await control.jobRuns.latestOf(project.id, RUNS_PER_SCHEDULE)).map(onWire);
  }
}

function onWire(run: StoredJobRun): JobRun {
  return {
    id: run.id,
    schedule: run.schedule,
    project_id: run.projectId,
    started_at: run.startedAt.toISOString(),
    finished_at: run.finishedAt.toISOString(),
    outcome: run.outcome,
    counts: run.counts,
    error: run.error,
  };
}
