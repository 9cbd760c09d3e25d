import { Body, Controller, Get, Param, Put, Query } from "@nestjs/common";
import {
  type ListWorkspaceProjects,
  type ListWorkspaces,
  updateWorkspaceBodySchema,
  type Workspace,
} from "@grantry/contracts";
import { type Caller as CallerValue, ControlError, notFound } from "@grantry/control";
import type { WorkspaceRow } from "@grantry/persistence";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readPage } from "../http/page.js";
import { listProjects } from "../projects/read-project.js";
import { renameWorkspace } from "./rename-workspace.js";

/** The caller's workspace. */
@Controller("workspaces")
export class WorkspaceController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("workspace:read")
  async list(@Caller() caller: CallerValue): Promise<ListWorkspaces> {
    const workspaces = [workspaceView(await this.find(caller, caller.workspace.id))];
    return { workspaces, next_page_token: "", has_next_page: false };
  }

  @Get(":workspace")
  @Permission("workspace:read")
  async read(@Caller() caller: CallerValue, @Param("workspace") id: string): Promise<Workspace> {
    return workspaceView(await this.find(caller, id));
  }

  @Put(":workspace")
  @Permission("workspace:write")
  async update(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
    @Body({ schema: updateWorkspaceBodySchema }) body: z.output<typeof updateWorkspaceBodySchema>,
  ): Promise<Workspace> {
    const workspace = await this.find(caller, id);
    if (caller.projectIds) {
      throw new ControlError("forbidden", "Your token is limited to chosen projects.", {
        permission: "workspace:write",
      });
    }
    await renameWorkspace(this.controlPlane, caller, workspace, body.name);
    return workspaceView(await this.find(caller, id));
  }

  @Get(":workspace/projects")
  @Permission("project:read")
  async projects(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<ListWorkspaceProjects> {
    await this.find(caller, id);
    const { skip, take, next } = readPage(query, 1_000);
    const projects = await listProjects(this.controlPlane, caller, { skip, take: take + 1 });
    const hasNext = projects.length > take;
    return {
      projects: projects.slice(0, take),
      next_page: hasNext ? next : "",
      has_next_page: hasNext,
    };
  }

  private async find(caller: CallerValue, id: string): Promise<WorkspaceRow> {
    const isOwn = id.toLowerCase() === caller.workspace.id;
    const workspace = isOwn ? await this.controlPlane.control.workspaces.find(id) : null;
    if (!workspace) throw notFound("workspace");
    return workspace;
  }
}

function workspaceView(workspace: WorkspaceRow): Workspace {
  return {
    id: workspace.id,
    name: workspace.name,
    organization_id: null,
    subscription_id: null,
    subscription_plan: null,
    access_policy: "CHECK_ACCESS_PERMISSION",
    created_at: workspace.createdAt.toISOString(),
    updated_at: workspace.updatedAt.toISOString(),
  };
}
