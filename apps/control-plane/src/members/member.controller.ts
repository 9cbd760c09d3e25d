import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put } from "@nestjs/common";
import {
  type Member,
  type ProjectMember,
  setProjectRoleBodySchema,
  updateMemberBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, FreshSignIn, Permission, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { changeMember } from "./change-member.js";
import { removeProjectMember, removeProjectRole, setProjectRole } from "./project-role.js";
import { listMembers, listProjectMembers, readMember } from "./read-members.js";
import { removeMember } from "./remove-member.js";

/** Who works in a workspace, and as what. */
@Controller()
export class MemberController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("members")
  @Permission("members:read")
  list(@Caller() caller: CallerValue): Promise<Member[]> {
    return listMembers(this.controlPlane, caller);
  }

  @Get("members/:member")
  @Permission("members:read")
  read(@Caller() caller: CallerValue, @Param("member") id: string): Promise<Member> {
    return readMember(this.controlPlane, caller, id);
  }

  @Patch("members/:member")
  @Permission("members:write")
  @FreshSignIn()
  async change(
    @Caller() caller: CallerValue,
    @Param("member") id: string,
    @Body({ schema: updateMemberBodySchema }) body: z.output<typeof updateMemberBodySchema>,
  ): Promise<Member> {
    await changeMember(this.controlPlane, caller, id, body);
    return readMember(this.controlPlane, caller, id);
  }

  @Delete("members/:member")
  @SignedIn()
  @HttpCode(204)
  remove(@Caller() caller: CallerValue, @Param("member") id: string): Promise<void> {
    return removeMember(this.controlPlane, caller, id);
  }

  @Get("projects/:project/members")
  @Permission("members:read")
  listOfProject(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
  ): Promise<ProjectMember[]> {
    return listProjectMembers(this.controlPlane, caller, project);
  }

  @Delete("projects/:project/members/:member")
  @Permission("members:write")
  @HttpCode(204)
  removeOfProject(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
  ): Promise<void> {
    return removeProjectMember(this.controlPlane, caller, named);
  }

  @Put("projects/:project/members/:member/role")
  @Permission("members:write")
  @FreshSignIn()
  @HttpCode(204)
  setRole(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
    @Body({ schema: setProjectRoleBodySchema }) body: z.output<typeof setProjectRoleBodySchema>,
  ): Promise<void> {
    return setProjectRole(this.controlPlane, caller, named, body.role);
  }

  @Delete("projects/:project/members/:member/role")
  @Permission("members:write")
  @HttpCode(204)
  removeRole(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
  ): Promise<void> {
    return removeProjectRole(this.controlPlane, caller, named);
  }
}
