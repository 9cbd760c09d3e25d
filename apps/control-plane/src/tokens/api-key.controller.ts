import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
} from "@nestjs/common";
import {
  createApiKeyBodySchema,
  grants,
  PROJECT_PERMISSIONS,
  type ProjectApiKey,
  type Rehearsal,
  type WorkspaceApiKey,
} from "@grantry/contracts";
import { type Caller as CallerValue, notFound } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { Caller, FreshSignIn, Rehearsed, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsedOrDone } from "../http/rehearsal.js";
import { findProject } from "../projects/find-project.js";
import { createToken } from "./create-token.js";
import { findToken } from "./find-token.js";
import { listLivingTokens } from "./read-tokens.js";
import { revokeToken } from "./revoke-token.js";
import { projectApiKeyView, workspaceApiKeyView } from "./token-view.js";

type CreateBody = z.output<typeof createApiKeyBodySchema>;

/** Ory's shape of the same tokens: of one project, or of the whole workspace. */
@Controller()
export class ApiKeyController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("projects/:project/tokens")
  @SignedIn()
  @Paged()
  async listOfProject(@Caller() caller: CallerValue, @Param("project") idOrSlug: string) {
    const { id } = await findProject(this.controlPlane.control, caller, idOrSlug);
    const tokens = await listLivingTokens(this.controlPlane, caller, id);
    return tokens.map((token) => projectApiKeyView(token, id));
  }

  @Post("projects/:project/tokens")
  @SignedIn()
  @FreshSignIn()
  @Header("cache-control", "no-store")
  async createOfProject(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
    @Body({ schema: createApiKeyBodySchema }) body: CreateBody,
  ): Promise<ProjectApiKey> {
    const { id } = await findProject(this.controlPlane.control, caller, idOrSlug);
    const permissions = PROJECT_PERMISSIONS.filter((each) => grants(caller.permissions, each));
    const { token, value } = await this.create(caller, body, { permissions, projectIds: [id] });
    return { ...projectApiKeyView(token, id), value };
  }

  @Delete("projects/:project/tokens/:token")
  @SignedIn()
  @Rehearsed()
  @HttpCode(204)
  async revokeOfProject(
    @Caller() caller: CallerValue,
    @Param() { project: idOrSlug, token: id }: { project: string; token: string },
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    const project = await findProject(this.controlPlane.control, caller, idOrSlug);
    const token = await findToken(this.controlPlane, caller, id);
    const reaches = token.projectIds === null || token.projectIds.includes(project.id);
    if (!reaches) throw notFound("personal access token");
    return rehearsedOrDone(reply, await revokeToken(this.controlPlane, caller, id, mode));
  }

  @Get("workspaces/:workspace/tokens")
  @SignedIn()
  @Paged()
  async listOfWorkspace(@Caller() caller: CallerValue) {
    const tokens = await listLivingTokens(this.controlPlane, caller);
    return tokens.map(workspaceApiKeyView);
  }

  @Post("workspaces/:workspace/tokens")
  @SignedIn()
  @FreshSignIn()
  @Header("cache-control", "no-store")
  async createOfWorkspace(
    @Caller() caller: CallerValue,
    @Body({ schema: createApiKeyBodySchema }) body: CreateBody,
  ): Promise<WorkspaceApiKey> {
    const { permissions } = caller;
    const { token, value } = await this.create(caller, body, { permissions, projectIds: null });
    return { ...workspaceApiKeyView(token), value };
  }

  @Delete("workspaces/:workspace/tokens/:token")
  @SignedIn()
  @Rehearsed()
  @HttpCode(204)
  async revokeOfWorkspace(
    @Caller() caller: CallerValue,
    @Param("token") token: string,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await revokeToken(this.controlPlane, caller, token, mode));
  }

  private create(
    caller: CallerValue,
    body: CreateBody,
    reach: { permissions: readonly string[]; projectIds: string[] | null },
  ) {
    return createToken(this.controlPlane, caller, {
      ...reach,
      name: body.name,
      expiresAt: body.expires_at ? new Date(body.expires_at) : undefined,
      allowedCidrs: caller.token?.allowedCidrs ?? [],
    });
  }
}
