import { grants, isPermission, type Permission } from "@grantry/contracts";
import type { Actor } from "./audit.js";
import { ControlError, missingPermission, notFound } from "./errors.js";

/** The member or the service account whose rights a caller has. */
export interface Holder {
  type: "member" | "service_account";
  id: string;
  /** Empty for a service account. */
  email: string;
  name: string;
  /** The name of a built-in role, or the ID of a custom one. */
  role: string;
  roleName: string;
}

/** Who calls, as every use case of the control plane receives it. */
export interface Caller {
  actor: Actor;
  credential: "personal_access_token" | "console_session" | "cli_token";
  member: Holder;
  workspace: { id: string; name: string };
  /** In the workspace, or in the project that the request names. */
  permissions: readonly string[];
  /** In the projects where another role replaces the one of the workspace. */
  projectPermissions: ReadonlyMap<string, readonly string[]>;
  /** `null`: every project of the workspace. */
  projectIds: readonly string[] | null;
  token: {
    id: string;
    name: string;
    kind: "personal" | "exchanged";
    expiresAt: Date | null;
    allowedCidrs: readonly string[];
    /** Counts a permission that was used, so that the unused ones can be told. */
    noteUse?: (permission: Permission) => void;
  } | null;
}

/** What somebody asks a new personal access token to be able to do. */
export interface TokenWish {
  permissions: readonly string[];
  projectIds: readonly string[] | null;
  expiresAt: Date | null;
  allowedCidrs: readonly string[];
}

/** @throws ControlError `forbidden`, naming the permission */
export function assertMay(caller: Caller, permission: Permission): void {
  if (!grants(caller.permissions, permission)) throw missingPermission(permission);
  caller.token?.noteUse?.(permission);
}

/** @throws ControlError `not_found` for a project outside the caller's reach */
export function assertReaches(caller: Caller, project: { id: string; workspaceId: string }): void {
  const isForeign = project.workspaceId !== caller.workspace.id;
  const isExcluded = caller.projectIds !== null && !caller.projectIds.includes(project.id);
  if (isForeign || isExcluded) throw notFound("project");
}

/** What the caller may do in a project. */
export function permissionsIn(caller: Caller, projectId: string): readonly string[] {
  return caller.projectPermissions.get(projectId) ?? caller.permissions;
}

/**
 * Nobody gives, takes or shapes rights that they do not have themselves.
 * @throws ControlError `forbidden`, naming the first permission that is missing
 */
export function assertMayGive(caller: Caller, permissions: readonly string[]): void {
  const missing = permissions.find((permission) => !grants(caller.permissions, permission));
  if (missing !== undefined) throw missingPermission(missing);
}

/**
 * What concerns the whole workspace is not for somebody who reaches chosen projects only.
 * @throws ControlError `forbidden`
 */
export function assertReachesAll(caller: Caller, permission: Permission): void {
  if (caller.projectIds === null) return;
  throw new ControlError("forbidden", "You are limited to chosen projects.", { permission });
}

/**
 * A new token can do no more than its maker: no other permission or project, not for longer and not
 * from elsewhere.
 * @throws ControlError `forbidden`, naming what is too much
 */
export function assertMayHandOn(caller: Caller, wish: TokenWish): void {
  const held = wish.projectIds?.map((id) => permissionsIn(caller, id)) ?? [caller.permissions];
  for (const permission of wish.permissions) {
    const isHeld = held.every((permissions) => grants(permissions, permission));
    if (isPermission(permission) && !isHeld) throw missingPermission(permission);
  }
  const reach = caller.projectIds;
  const isBeyond = (projectId: string) => reach !== null && !reach.includes(projectId);
  if (caller.token === null && wish.projectIds?.some(isBeyond)) throw notFound("project");
  if (reach && !wish.projectIds?.every((projectId) => reach.includes(projectId))) {
    throw new ControlError("forbidden", "Your own token is limited to fewer projects.", {
      project_ids: [...reach],
    });
  }
  const end = caller.token?.expiresAt;
  if (end && (wish.expiresAt === null || wish.expiresAt > end)) {
    throw new ControlError("forbidden", "Your own token ends earlier.", {
      expires_at: end.toISOString(),
    });
  }
  const networks = caller.token?.allowedCidrs ?? [];
  const isWider = wish.allowedCidrs.some((cidr) => !networks.includes(cidr));
  if (networks.length > 0 && (wish.allowedCidrs.length === 0 || isWider)) {
    throw new ControlError("forbidden", "Your own token works from fewer networks.", {
      allowed_cidrs: [...networks],
    });
  }
}
