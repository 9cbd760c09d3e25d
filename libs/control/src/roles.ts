import {
  PERMISSIONS,
  PROJECT_PERMISSIONS,
  type Permission,
  type ProjectMember,
  type Role,
} from "@grantry/contracts";

const DEVELOPER_NEVER: readonly Permission[] = ["project:delete", "keys:revoke", "users:write"];
const VIEWER_NEVER: readonly Permission[] = ["mail:read", "pats:read", "audit:read"];

const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS.filter((permission) => permission !== "workspace:delete"),
  developer: [
    ...PROJECT_PERMISSIONS.filter((permission) => !DEVELOPER_NEVER.includes(permission)),
    "projects:create",
    "workspace:read",
    "members:read",
    "planes:read",
  ],
  support: [
    "users:read",
    "users:write",
    "tokens:read",
    "tokens:write",
    "project:read",
    "clients:read",
    "logs:read",
    "workspace:read",
    "members:read",
  ],
  viewer: PERMISSIONS.filter(
    (permission) => permission.endsWith(":read") && !VIEWER_NEVER.includes(permission),
  ),
};

/** The built-in roles, the most powerful first. */
export const ROLES: readonly Role[] = ["owner", "admin", "developer", "support", "viewer"];

/** What a built-in role holds. */
export function rolePermissions(role: Role): readonly Permission[] {
  return ROLE_PERMISSIONS[role];
}

/** The nearest of the three roles that Ory's project routes know. */
export function oryRole(role: Role): ProjectMember["role"] {
  if (role === "owner" || role === "admin") return "owner";
  return role === "developer" ? "developer" : "viewer";
}
