import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from "@nestjs/common";
import { createRoleBodySchema, type Role, updateRoleBodySchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, FreshSignIn, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { changeRole, createRole, deleteRole, listRoles, readRole } from "./custom-roles.js";

/** The roles of a workspace: the matrix, and the workspace's own. */
@Controller("roles")
export class RoleController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("members:read")
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
  async change(
    @Caller() caller: CallerValue,
    @Param("role") id: string,
    @Body({ schema: updateRoleBodySchema }) body: z.output<typeof updateRoleBodySchema>,
  ): Promise<Role> {
    await changeRole(this.controlPlane, caller, id, body);
    return readRole(this.controlPlane, caller, id);
  }

  @Delete(":role")
  @Permission("members:write")
  @HttpCode(204)
  remove(
    @Caller() caller: CallerValue,
    @Param("role") id: string,
    @Query("replacement") replacement: unknown,
  ): Promise<void> {
    const named = typeof replacement === "string" ? replacement : undefined;
    return deleteRole(this.controlPlane, caller, id, named);
  }
}
