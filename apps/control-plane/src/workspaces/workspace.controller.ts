import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from "@nestjs/common";
import {
  createWorkspaceBodySchema,
  grants,
  type ListWorkspaceProjects,
  type ListWorkspaces,
  type Rehearsal,
  transferWorkspaceBodySchema,
  updateWorkspaceBodySchema,
  type Workspace,
  type WorkspaceTransfer,
} from "@grantry/contracts";
import {
  assertReachesAll,
  type Caller as CallerValue,
  missingPermission,
  notFound,
} from "@grantry/control";
import type { WorkspaceRow } from "@grantry/persistence";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import {
  Authenticated,
  Caller,
  FreshSignIn,
  Permission,
  Principal,
  Rehearsed,
  SignedIn,
} from "../access/access.decorator.js";
import { callersEverywhere } from "../access/callers.js";
import type { Principal as PrincipalValue } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";
import { readPage } from "../http/page.js";
import { readMode, rehearsed, rehearsedOrDone } from "../http/rehearsal.js";
import { readMember } from "../members/read-members.js";
import { listProjects } from "../projects/read-project.js";
import { createWorkspace } from "./create-workspace.js";
import { deleteWorkspace } from "./delete-workspace.js";
import { renameWorkspace } from "./rename-workspace.js";
import { transferWorkspace } from "./transfer-workspace.js";

type UpdateBody = z.output<typeof updateWorkspaceBodySchema>;

/** Workspaces: what the caller belongs to. */
@Controller("workspaces")
export class WorkspaceController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Authenticated()
  async list(
    @Principal() principal: PrincipalValue,
    @Query() query: Record<string, unknown>,
  ): Promise<ListWorkspaces> {
    const { skip, take, next } = readPage(query, 500);
    const callers = await callersEverywhere(this.controlPlane, principal);
    const readable = callers.filter(({ permissions }) => grants(permissions, "workspace:read"));
    if (callers.length > 0 && readable.length === 0) throw missingPermission("workspace:read");
    const shown = readable.slice(skip, skip + take);
    const workspaces = await Promise.all(
      shown.map(({ workspace }) => this.controlPlane.control.workspaces.find(workspace.id)),
    );
    const hasNext = readable.length > skip + take;
    return {
      workspaces: workspaces.flatMap((workspace) => (workspace ? [workspaceView(workspace)] : [])),
      next_page_token: hasNext ? next : "",
      has_next_page: hasNext,
    };
  }

  @Post()
  @Authenticated()
  async create(
    @Principal() principal: PrincipalValue,
    @Body({ schema: createWorkspaceBodySchema }) body: z.output<typeof createWorkspaceBodySchema>,
  ): Promise<Workspace> {
    return workspaceView(await createWorkspace(this.controlPlane, principal, body.name));
  }

  @Get(":workspace")
  @Permission("workspace:read")
  read(@Caller() caller: CallerValue): Promise<Workspace> {
    return this.view(caller);
  }

  @Put(":workspace")
  @Permission("workspace:write")
  update(
    @Caller() caller: CallerValue,
    @Body({ schema: updateWorkspaceBodySchema }) body: UpdateBody,
  ): Promise<Workspace> {
    return this.rename(caller, body);
  }

  @Patch(":workspace")
  @Permission("workspace:write")
  patch(
    @Caller() caller: CallerValue,
    @Body({ schema: updateWorkspaceBodySchema }) body: UpdateBody,
  ): Promise<Workspace> {
    return this.rename(caller, body);
  }

  @Delete(":workspace")
  @Permission("workspace:delete")
  @Rehearsed()
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await deleteWorkspace(this.controlPlane, caller, mode));
  }

  // Whoever repeats it with its Idempotency-Key is an owner no more.
  @Post(":workspace/transfer")
  @SignedIn()
  @FreshSignIn()
  @Rehearsed()
  @HttpCode(200)
  async transfer(
    @Caller() caller: CallerValue,
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: transferWorkspaceBodySchema })
    body: z.output<typeof transferWorkspaceBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceTransfer | Rehearsal> {
    const mode = readMode(dryRun);
    const effects = await transferWorkspace(this.controlPlane, caller, body, mode);
    if (effects !== "done") return rehearsed(reply, effects);
    return {
      workspace_id: caller.workspace.id,
      owner: await readMember(this.controlPlane, caller, body.member),
      former_owner: await readMember(this.controlPlane, caller, caller.member.id),
    };
  }

  @Get(":workspace/projects")
  @Permission("project:read")
  async projects(
    @Caller() caller: CallerValue,
    @Query() query: Record<string, unknown>,
  ): Promise<ListWorkspaceProjects> {
    const { skip, take, next } = readPage(query, 1_000);
    const projects = await listProjects(this.controlPlane, caller, { skip, take: take + 1 });
    const hasNext = projects.length > take;
    return {
      projects: projects.slice(0, take),
      next_page: hasNext ? next : "",
      has_next_page: hasNext,
    };
  }

  private async rename(caller: CallerValue, body: UpdateBody): Promise<Workspace> {
    assertReachesAll(caller, "workspace:write");
    await renameWorkspace(this.controlPlane, caller, await this.find(caller), body.name);
    return this.view(caller);
  }

  private async view(caller: CallerValue): Promise<Workspace> {
    return workspaceView(await this.find(caller));
  }

  /** The workspace in the path: the guard has made the caller one of its members. */
  private async find(caller: CallerValue): Promise<WorkspaceRow> {
    const workspace = await this.controlPlane.control.workspaces.find(caller.workspace.id);
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
