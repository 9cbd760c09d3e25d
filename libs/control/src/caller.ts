import { grants, isPermission, type Permission, type Role } from "@grantry/contracts";
import type { Actor } from "./audit.js";
import { ControlError, missingPermission, notFound } from "./errors.js";

/** Who calls, as every use case of the control plane receives it. */
export interface Caller {
  actor: Actor;
  credential: "personal_access_token" | "console_session" | "cli_token";
  member: { id: string; email: string; name: string; role: Role };
  workspace: { id: string; name: string };
  permissions: readonly string[];
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

/**
 * A new token can do no more than its maker: no other permission or project, not for longer and not
 * from elsewhere.
 * @throws ControlError `forbidden`, naming what is too much
 */
export function assertMayHandOn(caller: Caller, wish: TokenWish): void {
  for (const permission of wish.permissions) {
    const isHeld = grants(caller.permissions, permission);
    if (isPermission(permission) && !isHeld) throw missingPermission(permission);
  }
  const reach = caller.projectIds;
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
