import { grants } from "@grantry/contracts";
import { type Caller, rolePermissions } from "@grantry/control";
import type { MemberRow, PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";

/** The caller behind a personal access token: never more than its owner may now. */
export async function callerOfToken(
  controlPlane: ControlPlane,
  token: PersonalAccessTokenRow,
  origin: CallOrigin,
): Promise<Caller | undefined> {
  const member = await controlPlane.control.members.find(token.ownerId);
  if (!member) return undefined;
  const caller = await callerOfMember(controlPlane, member, "personal_access_token", origin);
  if (!caller) return undefined;
  return {
    ...caller,
    actor: {
      ...caller.actor,
      type: "personal_access_token",
      id: token.id,
      label: `${token.name} (${member.email})`,
    },
    permissions: token.permissions.filter((permission) => grants(caller.permissions, permission)),
    projectIds: token.projectIds,
    token: {
      id: token.id,
      name: token.name,
      kind: token.kind,
      noteUse: (permission) => controlPlane.permissionUses.note(token.id, permission),
      expiresAt: token.expiresAt,
      allowedCidrs: token.allowedCidrs,
    },
  };
}

/** The caller that a member is in their own workspace. */
export async function callerOfMember(
  controlPlane: ControlPlane,
  member: MemberRow,
  credential: Caller["credential"],
  origin: CallOrigin,
): Promise<Caller | undefined> {
  const workspace = await controlPlane.control.workspaces.find(member.workspaceId);
  if (!workspace) return undefined;
  return {
    actor: { type: "member", id: member.id, label: member.email, ...origin },
    credential,
    member: { id: member.id, email: member.email, name: member.name, role: member.role },
    workspace: { id: workspace.id, name: workspace.name },
    permissions: rolePermissions(member.role),
    projectIds: null,
    token: null,
  };
}
