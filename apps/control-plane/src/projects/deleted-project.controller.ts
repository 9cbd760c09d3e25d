import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from "@nestjs/common";
import {
  type ListDeletedProjects,
  type Project,
  type PurgeProjectBody,
  purgeProjectBodySchema,
} from "@grantry/contracts";
import { type Caller as CallerValue, notFound } from "@grantry/control";
import type { FastifyReply } from "fastify";
import { Caller, DeletedProjectsToo, FreshSignIn, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readPage } from "../http/page.js";
import { projectMetadataView } from "./project-view.js";
import { readProject } from "./read-project.js";
import { purgeDeletedProject, restoreProject } from "./restore-project.js";

/** Deleted projects, until they are purged. */
@Controller()
export class DeletedProjectController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("workspaces/:workspace/deleted-projects")
  @Permission("workspace:read")
  async list(
    @Caller() caller: CallerValue,
    @Param("workspace") id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<ListDeletedProjects> {
    if (id.toLowerCase() !== caller.workspace.id) throw notFound("workspace");
    const { skip, take, next } = readPage(query, 500);
    const { control, addresses } = this.controlPlane;
    const found = await control.projects.listDeleted(caller.workspace.id, {
      within: caller.projectIds,
      skip,
      take: take + 1,
    });
    const projects = found.slice(0, take).map((project) => ({
      ...projectMetadataView(addresses, project),
      state: "deleted" as const,
      deleted_at: (project.deletedAt ?? project.updatedAt).toISOString(),
      purge_at: (project.purgeAt ?? project.updatedAt).toISOString(),
    }));
    const hasNext = found.length > take;
    return { projects, next_page_token: hasNext ? next : "", has_next_page: hasNext };
  }

  @Post("projects/:project/restore")
  @Permission("project:delete")
  @DeletedProjectsToo()
  @HttpCode(200)
  async restore(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Project> {
    const id = await restoreProject(this.controlPlane, caller, idOrSlug);
    const project = await readProject(this.controlPlane, caller, id);
    void reply.header("etag", `"${project.revision_id}"`);
    return project;
  }

  @Post("projects/:project/purge")
  @Permission("project:delete")
  @DeletedProjectsToo()
  @FreshSignIn()
  @HttpCode(204)
  async purge(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
    @Body({ schema: purgeProjectBodySchema }) body: PurgeProjectBody,
  ): Promise<void> {
    await purgeDeletedProject(this.controlPlane, caller, idOrSlug, body.confirm);
  }
}
