import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Put,
  Query,
  Res,
} from "@nestjs/common";
import {
  type Member,
  type ProjectMember,
  type Rehearsal,
  setProjectRoleBodySchema,
  updateMemberBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import {
  Caller,
  FreshSignIn,
  Permission,
  Rehearsed,
  SignedIn,
} from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsed, rehearsedOrDone } from "../http/rehearsal.js";
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
  @Paged()
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
  @Rehearsed()
  async change(
    @Caller() caller: CallerValue,
    @Param("member") id: string,
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: updateMemberBodySchema }) body: z.output<typeof updateMemberBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Member | Rehearsal> {
    const effects = await changeMember(this.controlPlane, caller, id, body, readMode(dryRun));
    if (effects !== "done") return rehearsed(reply, effects);
    return readMember(this.controlPlane, caller, id);
  }

  @Delete("members/:member")
  @SignedIn()
  @Rehearsed()
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Param("member") id: string,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await removeMember(this.controlPlane, caller, id, mode));
  }

  @Get("projects/:project/members")
  @Permission("members:read")
  @Paged()
  listOfProject(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
  ): Promise<ProjectMember[]> {
    return listProjectMembers(this.controlPlane, caller, project);
  }

  @Delete("projects/:project/members/:member")
  @Permission("members:write")
  @Rehearsed()
  @HttpCode(204)
  async removeOfProject(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(
      reply,
      await removeProjectMember(this.controlPlane, caller, named, mode),
    );
  }

  @Put("projects/:project/members/:member/role")
  @Permission("members:write")
  @FreshSignIn()
  @Rehearsed()
  @HttpCode(204)
  async setRole(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: setProjectRoleBodySchema }) body: z.output<typeof setProjectRoleBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const wish = { role: body.role, mode: readMode(dryRun) };
    return rehearsedOrDone(reply, await setProjectRole(this.controlPlane, caller, named, wish));
  }

  @Delete("projects/:project/members/:member/role")
  @Permission("members:write")
  @Rehearsed()
  @HttpCode(204)
  async removeRole(
    @Caller() caller: CallerValue,
    @Param() named: { project: string; member: string },
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await removeProjectRole(this.controlPlane, caller, named, mode));
  }
}
