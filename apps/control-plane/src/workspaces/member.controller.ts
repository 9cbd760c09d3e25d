import { Controller, Get, Param } from "@nestjs/common";
import {
  type Member,
  PERMISSIONS,
  type PermissionList,
  type ProjectMember,
  type Whoami,
} from "@grantry/contracts";
import { type Caller as CallerValue, oryRole, rolePermissions, ROLES } from "@grantry/control";
import { Caller, Permission, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";

/** Who works here, and what they may do. */
@Controller()
export class MemberController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("whoami")
  @SignedIn()
  whoami(@Caller() caller: CallerValue): Whoami {
    const { credential, member, workspace, permissions, projectIds, token } = caller;
    return {
      credential,
      member,
      workspace,
      permissions: [...permissions],
      project_ids: projectIds && [...projectIds],
      personal_access_token: token && {
        id: token.id,
        name: token.name,
        expires_at: token.expiresAt?.toISOString() ?? null,
      },
    };
  }

  @Get("permissions")
  @SignedIn()
  permissions(): PermissionList {
    const roles = ROLES.map((role) => ({ role, permissions: [...rolePermissions(role)] }));
    return { permissions: [...PERMISSIONS], roles };
  }

  @Get("members")
  @Permission("members:read")
  async members(@Caller() caller: CallerValue): Promise<Member[]> {
    const members = await this.controlPlane.control.members.list(caller.workspace.id);
    return members.map((member) => ({
      id: member.id,
      email: member.email,
      name: member.name,
      role: member.role,
      workspace_id: member.workspaceId,
      created_at: member.createdAt.toISOString(),
      last_seen_at: member.lastSeenAt?.toISOString() ?? null,
    }));
  }

  @Get("projects/:project/members")
  @Permission("members:read")
  async projectMembers(
    @Caller() caller: CallerValue,
    @Param("project") idOrSlug: string,
  ): Promise<ProjectMember[]> {
    await findProject(this.controlPlane.control, caller, idOrSlug);
    const members = await this.controlPlane.control.members.list(caller.workspace.id);
    return members.map(({ id, email, name, role }) => ({
      id,
      email,
      name,
      email_verified: true,
      organization_id: null,
      role: oryRole(role),
      source: "workspace",
      break_glass: false,
    }));
  }
}
