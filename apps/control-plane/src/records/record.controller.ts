import { Controller, Get, Query } from "@nestjs/common";
import { type JobRun, type ListAuditEvents } from "@grantry/contracts";
import { type Caller as CallerValue, invalidField } from "@grantry/control";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readPage, writePageToken } from "../http/page.js";
import { auditEventView } from "./audit-event-view.js";

const RUNS_PER_SCHEDULE = 20;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What happened: the audit log and the results of schedules. */
@Controller()
export class RecordController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("audit-events")
  @Permission("audit:read")
  async auditEvents(
    @Caller() caller: CallerValue,
    @Query() query: Record<string, unknown>,
  ): Promise<ListAuditEvents> {
    const { skip: before, take } = readPage(query, 500);
    const { project_id: projectId, action } = query;
    if (projectId !== undefined && !(typeof projectId === "string" && UUID.test(projectId))) {
      throw invalidField("project_id", "Use the ID of a project.");
    }
    const events = await this.controlPlane.control.audit.list(caller.workspace.id, {
      before: before === 0 ? undefined : before,
      take: take + 1,
      within: caller.projectIds,
      projectId,
      action: typeof action === "string" ? action : undefined,
    });
    const shown = events.slice(0, take);
    const last = shown.at(-1);
    const hasNext = events.length > take && last !== undefined;
    return {
      events: shown.map(auditEventView),
      next_page_token: hasNext ? writePageToken(last.sequence) : "",
      has_next_page: hasNext,
    };
  }

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
