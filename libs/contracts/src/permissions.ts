/**
 * Every permission of Grantry. Menus, token forms, guards and the public list all derive from here.
 * `{area}:write` contains `{area}:read`; extras stand for themselves.
 */
const READ_AND_WRITE_AREAS = [
  "project",
  "config",
  "clients",
  "tokens",
  "keys",
  "users",
  "branding",
  "streams",
  "jobs",
  "workspace",
  "members",
  "pats",
] as const;

const READ_ONLY_AREAS = ["logs", "mail", "usage", "planes", "audit"] as const;

const EXTRA_PERMISSIONS = [
  "project:delete",
  "projects:create",
  "clients:secrets",
  "keys:revoke",
  "workspace:delete",
  "audit:export",
  "planes:write",
] as const;

export type PermissionArea =
  | (typeof READ_AND_WRITE_AREAS)[number]
  | (typeof READ_ONLY_AREAS)[number];

export type Permission =
  | `${PermissionArea}:read`
  | `${(typeof READ_AND_WRITE_AREAS)[number]}:write`
  | (typeof EXTRA_PERMISSIONS)[number];

/** The areas of the permission matrix, in the order in which people read them. */
export const PERMISSION_AREAS: readonly PermissionArea[] = [
  ...READ_AND_WRITE_AREAS,
  ...READ_ONLY_AREAS,
];

/** Every permission by its wire name. */
export const PERMISSIONS: readonly Permission[] = [
  ...PERMISSION_AREAS.map((area): Permission => `${area}:read`),
  ...READ_AND_WRITE_AREAS.map((area): Permission => `${area}:write`),
  ...EXTRA_PERMISSIONS,
];

/** The permissions that mean something inside one project; the others belong to the workspace. */
export const PROJECT_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter((permission) =>
  [
    "project",
    "config",
    "clients",
    "tokens",
    "keys",
    "users",
    "branding",
    "streams",
    "jobs",
    "logs",
    "mail",
    "usage",
  ].includes(permission.slice(0, permission.indexOf(":"))),
);

const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);

/** Tells whether a value is the wire name of a permission. */
export function isPermission(value: string): value is Permission {
  return KNOWN.has(value);
}

/**
 * Tells whether somebody who holds `held` may do what `needed` asks for.
 * @param held wire names; unknown ones grant nothing
 */
export function grants(held: readonly string[], needed: string): boolean {
  if (held.includes(needed)) return true;
  const [area, level] = needed.split(":");
  return level === "read" && held.includes(`${area}:write`);
}

/**
 * What both lists allow: `clients:write` here and `clients:read` there is `clients:read`.
 * @returns wire names, those of `one` first and in its order
 */
export function commonPermissions(one: readonly string[], other: readonly string[]): string[] {
  const both = one.filter((permission) => grants(other, permission));
  const less = other.filter((permission) => grants(one, permission) && !grants(both, permission));
  return [...both, ...less];
}
