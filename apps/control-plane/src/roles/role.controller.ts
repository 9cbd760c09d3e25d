import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from "@nestjs/common";
import {
  createRoleBodySchema,
  type Rehearsal,
  type Role,
  updateRoleBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { Caller, FreshSignIn, Permission, Rehearsed } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsed, rehearsedOrDone } from "../http/rehearsal.js";
import { changeRole, createRole, deleteRole, listRoles, readRole } from "./custom-roles.js";

/** The roles of a workspace: the matrix, and the workspace's own. */
@Controller("roles")
export class RoleController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("members:read")
  @Paged()
  list(@Caller() caller: CallerValue): Promise<Role[]> {
    return listRoles(this.controlPlane, caller);
  }

  @Post()
  @Permission("members:write")
  @FreshSignIn()
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createRoleBodySchema }) body: z.output<typeof createRoleBodySchema>,
  ): Promise<Role> {
    return readRole(this.controlPlane, caller, await createRole(this.controlPlane, caller, body));
  }

  @Get(":role")
  @Permission("members:read")
  read(@Caller() caller: CallerValue, @Param("role") id: string): Promise<Role> {
    return readRole(this.controlPlane, caller, id);
  }

  @Patch(":role")
  @Permission("members:write")
  @FreshSignIn()
  @Rehearsed()
  async change(
    @Caller() caller: CallerValue,
    @Param("role") id: string,
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: updateRoleBodySchema }) body: z.output<typeof updateRoleBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Role | Rehearsal> {
    const effects = await changeRole(this.controlPlane, caller, id, body, readMode(dryRun));
    if (effects !== "done") return rehearsed(reply, effects);
    return readRole(this.controlPlane, caller, id);
  }

  @Delete(":role")
  @Permission("members:write")
  @Rehearsed()
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Param("role") id: string,
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const { replacement, dry_run: dryRun } = query;
    const named = typeof replacement === "string" ? replacement : undefined;
    const wish = { replacement: named, mode: readMode(dryRun) };
    return rehearsedOrDone(reply, await deleteRole(this.controlPlane, caller, id, wish));
  }
}
