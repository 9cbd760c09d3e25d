import { grants, PERMISSION_AREAS, PERMISSIONS, PROJECT_PERMISSIONS } from "@grantry/contracts";

export type Level = "none" | "read" | "write";
export const levels: readonly Level[] = ["none", "read", "write"];

/** One row of the permission matrix. */
export interface AreaRow {
  area: string;
  /** Logs, for example, can only be read. */
  hasWrite: boolean;
  /** Wire names of what lies beyond read and write. */
  extras: string[];
}

/** `projects:create` stands with the workspace, in which projects are made. */
function areaOfExtra(permission: string): string {
  return permission === "projects:create"
    ? "workspace"
    : permission.slice(0, permission.indexOf(":"));
}

const extras = PERMISSIONS.filter((permission) => !/:(read|write)$/.test(permission));

function rowOf(area: string): AreaRow {
  return {
    area,
    hasWrite: PERMISSIONS.some((permission) => permission === `${area}:write`),
    extras: extras.filter((permission) => areaOfExtra(permission) === area),
  };
}

const projectAreas = new Set(PROJECT_PERMISSIONS.map((permission) => permission.split(":")[0]));

/** The matrix in two groups, derived from the list of permissions. */
export const areaGroups: { name: "project" | "workspace"; rows: AreaRow[] }[] = [
  { name: "project", rows: PERMISSION_AREAS.filter((area) => projectAreas.has(area)).map(rowOf) },
  {
    name: "workspace",
    rows: PERMISSION_AREAS.filter((area) => !projectAreas.has(area)).map(rowOf),
  },
];

/** The level that a list of permissions gives in an area. */
export function levelIn(permissions: readonly string[], area: string): Level {
  if (permissions.includes(`${area}:write`)) return "write";
  return permissions.includes(`${area}:read`) ? "read" : "none";
}

/** The same list with another level in one area. */
export function withLevel(permissions: readonly string[], area: string, level: Level): string[] {
  const others = permissions.filter(
    (permission) => permission !== `${area}:read` && permission !== `${area}:write`,
  );
  return level === "none" ? others : [...others, `${area}:${level}`];
}

/** The same list with or without one permission. */
export function toggled(permissions: readonly string[], permission: string): string[] {
  return permissions.includes(permission)
    ? permissions.filter((entry) => entry !== permission)
    : [...permissions, permission];
}

/** Every row of a group at a level, as far as the maker holds it. */
export function withAll(
  permissions: readonly string[],
  rows: readonly AreaRow[],
  level: Level,
  held: readonly string[],
): string[] {
  return rows.reduce<string[]>(
    (list, { area, hasWrite }) => {
      const wanted: Level = level === "write" && !hasWrite ? "read" : level;
      const best = [wanted, "read" as const].find(
        (entry) => entry === "none" || grants(held, `${area}:${entry}`),
      );
      return withLevel(list, area, level === "none" ? "none" : (best ?? "none"));
    },
    [...permissions],
  );
}

/** The part of a list that somebody may give: never more than they hold. */
export function within(held: readonly string[], permissions: readonly string[]): string[] {
  return permissions.filter((permission) => grants(held, permission));
}

export const templateNames = [
  "deploy",
  "read",
  "introspect",
  "support",
  "factory",
  "blank",
] as const;
export type TemplateName = (typeof templateNames)[number];

const NEVER_IN_READ_ONLY = ["mail:read", "pats:read", "audit:read"];

/** What each template starts with (console, section 6.15). */
export const templates: Record<TemplateName, readonly string[]> = {
  deploy: ["clients:write", "config:write", "project:read"],
  read: PERMISSIONS.filter(
    (permission) => permission.endsWith(":read") && !NEVER_IN_READ_ONLY.includes(permission),
  ),
  introspect: ["tokens:read"],
  support: [
    "users:write",
    "tokens:write",
    "project:read",
    "clients:read",
    "logs:read",
    "workspace:read",
    "members:read",
  ],
  factory: ["projects:create", "project:write", "clients:write", "clients:secrets", "config:write"],
  blank: [],
};
