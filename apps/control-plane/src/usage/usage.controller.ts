import { Body, Controller, Get, Param, Put, Query } from "@nestjs/common";
import {
  type BucketUsage,
  type Limits,
  projectLimitsBodySchema,
  type ProjectLimitsBody,
  type ProjectUsage,
  WORKSPACE_BUCKETS,
  workspaceLimitsBodySchema,
  type WorkspaceLimitsBody,
  type WorkspaceUsage,
} from "@grantry/contracts";
import { type Caller as CallerValue, ControlError, notFound } from "@grantry/control";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import {
  limitOfWorkspaceTokens,
  limitsOfProject,
  limitsOfWorkspace,
  setProjectLimits,
  setWorkspaceLimits,
} from "./limits.js";
import {
  bucketUsage,
  GROWTH_DAYS,
  projectBucket,
  readUsageRange,
  reportUsage,
  tokensPerDay,
} from "./usage-report.js";

/** What is used, and how much may be. */
@Controller()
export class UsageController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("projects/:project/usage")
  @Permission("usage:read")
  async projectUsage(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
    @Query() query: Record<string, unknown>,
  ): Promise<ProjectUsage> {
    const project = await findProject(this.controlPlane.control, caller, idOrSlug);
    const range = readUsageRange(query);
    const { report, standing } = await reportUsage(this.controlPlane, [project], range);
    const limits = await limitsOfProject(this.controlPlane, project);
    const perDay = await tokensPerDay(this.controlPlane, [project]);
    const buckets = limits.map((limit) => projectBucket(limit, standing, perDay));
    return { project_id: project.id, ...report, buckets };
  }

  @Get("workspaces/:workspace/usage")
  @Permission("usage:read")
  async workspaceUsage(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<WorkspaceUsage> {
    const workspaceId = ownWorkspace(caller, id);
    const { control } = this.controlPlane;
    const range = readUsageRange(query);
    const projects = await control.projects.list(workspaceId, { within: caller.projectIds });
    const { report } = await reportUsage(this.controlPlane, projects, range);
    const limits = await limitsOfWorkspace(this.controlPlane, workspaceId);
    const buckets: BucketUsage[] = [];
    for (const name of WORKSPACE_BUCKETS) {
      const limit = limits.find((each) => each.name === name);
      if (limit === undefined) continue;
      const used = await control.limits.used(workspaceId, name);
      const grown = await control.limits.grown(workspaceId, name, GROWTH_DAYS);
      buckets.push(bucketUsage(limit, used, grown / GROWTH_DAYS));
    }
    // As for the other limits of the workspace all projects count, whichever the caller reaches.
    const all = await control.projects.list(workspaceId, { within: null });
    const { standing } = await reportUsage(this.controlPlane, all, range);
    const tokens = await limitOfWorkspaceTokens(this.controlPlane, workspaceId);
    const perDay = await tokensPerDay(this.controlPlane, all);
    buckets.push(bucketUsage(tokens, standing.tokensThisMonth, perDay));
    return { workspace_id: workspaceId, ...report, buckets };
  }

  @Get("projects/:project/limits")
  @Permission("usage:read")
  async projectLimits(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
  ): Promise<Limits> {
    const project = await findProject(this.controlPlane.control, caller, idOrSlug);
    return { limits: await limitsOfProject(this.controlPlane, project) };
  }

  @Put("projects/:project/limits")
  @Permission("workspace:write")
  async setProjectLimits(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
    @Body({ schema: projectLimitsBodySchema }) body: ProjectLimitsBody,
  ): Promise<Limits> {
    const project = await findProject(this.controlPlane.control, caller, idOrSlug);
    assertWholeWorkspace(caller);
    await setProjectLimits(this.controlPlane, caller, project, body);
    return { limits: await limitsOfProject(this.controlPlane, project) };
  }

  @Get("workspaces/:workspace/limits")
  @Permission("usage:read")
  async workspaceLimits(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
  ): Promise<Limits> {
    return { limits: await limitsOfWorkspace(this.controlPlane, ownWorkspace(caller, id)) };
  }

  @Put("workspaces/:workspace/limits")
  @Permission("workspace:write")
  async setWorkspaceLimits(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
    @Body({ schema: workspaceLimitsBodySchema }) body: WorkspaceLimitsBody,
  ): Promise<Limits> {
    const workspaceId = ownWorkspace(caller, id);
    assertWholeWorkspace(caller);
    await setWorkspaceLimits(this.controlPlane, caller, body);
    return { limits: await limitsOfWorkspace(this.controlPlane, workspaceId) };
  }
}

/** @throws ControlError `not_found` for a workspace that is not the caller's */
function ownWorkspace(caller: CallerValue, id: string): string {
  if (id.toLowerCase() !== caller.workspace.id) throw notFound("workspace");
  return caller.workspace.id;
}

/** Limits are the workspace's to set: a token of chosen projects cannot raise its own. */
function assertWholeWorkspace(caller: CallerValue): void {
  if (caller.projectIds === null) return;
  throw new ControlError("forbidden", "Your token is limited to chosen projects.", {
    permission: "workspace:write",
  });
}
