import { Controller, Get } from "@nestjs/common";
import { PERMISSIONS, type PermissionList, type Whoami } from "@grantry/contracts";
import { type Caller as CallerValue, rolePermissions, ROLES } from "@grantry/control";
import { Caller, SignedIn } from "./access.decorator.js";

/** What the caller of a request is, and what there is to be. */
@Controller()
export class WhoamiController {
  @Get("whoami")
  @SignedIn()
  whoami(@Caller() caller: CallerValue): Whoami {
    const { credential, member, workspace, permissions, projectIds, token } = caller;
    const { id, type, email, name, role, roleName } = member;
    return {
      credential,
      member: { id, type, email, name, role, role_name: roleName },
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
}
