import {
  type BuiltInRole,
  builtInRoleSchema,
  grants,
  PERMISSIONS,
  PROJECT_PERMISSIONS,
  type Permission,
  type ProjectMember,
} from "@grantry/contracts";

const DEVELOPER_NEVER: readonly Permission[] = ["project:delete", "keys:revoke", "users:write"];
const VIEWER_NEVER: readonly Permission[] = ["mail:read", "pats:read", "audit:read"];

const ROLE_PERMISSIONS: Record<BuiltInRole, readonly Permission[]> = {
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
export const ROLES: readonly BuiltInRole[] = builtInRoleSchema.options;

/** The name of a built-in role, or nothing for the ID of a custom one. */
export function builtInRole(role: string): BuiltInRole | undefined {
  return ROLES.find((name) => name === role);
}

/** How people read the name of a built-in role. */
export function builtInRoleName(role: BuiltInRole): string {
  return `${role.charAt(0).toUpperCase()}${role.slice(1)}`;
}

/** What a built-in role holds. */
export function rolePermissions(role: BuiltInRole): readonly Permission[] {
  return ROLE_PERMISSIONS[role];
}

/** The nearest of the three roles that Ory's project routes know. */
export function oryRole(permissions: readonly string[]): ProjectMember["role"] {
  if (grants(permissions, "project:delete")) return "owner";
  return grants(permissions, "config:write") || grants(permissions, "clients:write")
    ? "developer"
    : "viewer";
}
