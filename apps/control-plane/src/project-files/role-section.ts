import { createHash } from "node:crypto";
import type { Effect, PlannedChange, ProjectFile } from "@grantry/contracts";
import {
  canonicalJson,
  changesOfItems,
  ControlError,
  type FileItem,
  rightsChange,
  rightsEffects,
  rolePermissions,
  ROLES,
} from "@grantry/control";
import type { ResolvedRole } from "@grantry/persistence";
import { giveProjectRole, holderIn, takeProjectRole } from "../members/project-role.js";
import { pushTokens } from "../roles/given-role.js";
import type { FileSection, SectionWorld } from "./section.js";

type RoleInFile = NonNullable<ProjectFile["roles"]>[number];

/**
 * The roles that replace the workspace role in a project, told apart by who has them. Who reaches the
 * project at all is the workspace's affair: a role that a file gives lets a member of chosen projects
 * in, and one that it takes away leaves them there with the role of the workspace.
 */
export const ROLE_SECTION: FileSection<"roles"> = {
  name: "roles",
  readPermission: "members:read",
  writePermission: "members:write",

  async read(world) {
    const { holders, given } = await readTeam(world);
    return [...given].flatMap(([holderId, role]) => {
      const holder = holders.get(holderId);
      return holder ? [{ ...holder.named, role: role.name }] : [];
    });
  },

  items,

  async plan(world, wanted) {
    const team = await readTeam(world);
    const resolved = resolveRoles(team, wanted);
    const current = await ROLE_SECTION.read(world);
    const asNamed = resolved.map(({ entry, role }) => ({ ...entry, role: role.name }));
    const changes = changesOfItems("roles", items(current), items(asNamed));
    for (const change of changes) assertNoOwner(team, change);
    const effects = changes.flatMap((change) => effectsOf(team, change, resolved));
    const facts = [...team.given].map(([holderId, role]) => [holderId, role.id]);
    const tag = createHash("sha256").update(canonicalJson(facts)).digest("base64url").slice(0, 22);
    return { changes, effects, tag };
  },

  async apply(world, wanted, { changes }) {
    const { stores, caller, project } = world;
    const team = await readTeam(world);
    const resolved = resolveRoles(team, wanted);
    const changed: string[] = [];
    for (const { id, action } of changes) {
      const holderId = team.byItem.get(id);
      if (holderId === undefined) continue;
      const holder = await holderIn(stores, caller, holderId);
      const role = resolved.find(({ entry }) => itemId(entry) === id)?.role;
      if (action === "delete") await takeProjectRole(stores, caller, { project, holder });
      else if (role) await giveProjectRole(stores, caller, { project, holder, role: role.id });
      changed.push(holderId);
    }
    return { messages: await pushTokens(stores, changed), issuedSecrets: [] };
  },
};

interface NamedRole {
  id: string;
  /** As a file names it. */
  name: string;
  permissions: readonly string[];
}

interface TeamHolder {
  named: Omit<RoleInFile, "role">;
  role: string;
  projectIds: readonly string[] | null;
}

/** Everybody whom a file can name, every role, and who has which in the project now. */
interface Team {
  projectId: string;
  holders: ReadonlyMap<string, TeamHolder>;
  /** Ids of holders by the ids of items. */
  byItem: ReadonlyMap<string, string>;
  roles: readonly NamedRole[];
  given: ReadonlyMap<string, NamedRole>;
}

async function readTeam({ stores, project }: SectionWorld): Promise<Team> {
  const { workspaceId } = project;
  const members = await stores.members.list(workspaceId);
  const accounts = await stores.serviceAccounts.list(workspaceId);
  const custom = await stores.roles.list(workspaceId);
  const others = await stores.holders.listProjectRoles(workspaceId);
  const holders = new Map<string, TeamHolder>([
    ...members.map(({ id, email, role, projectIds }) => {
      return [id, { named: { member: email }, role, projectIds }] as const;
    }),
    ...accounts.map(({ id, name, role, projectIds }) => {
      return [id, { named: { service_account: name }, role, projectIds }] as const;
    }),
  ]);
  const roles: NamedRole[] = [
    ...ROLES.map((role) => ({ id: role, name: role, permissions: rolePermissions(role) })),
    ...custom.map(({ id, name, permissions }) => ({ id, name, permissions })),
  ];
  // A role in a project that its holder no longer reaches counts for nothing.
  const here = others.filter(
    ({ projectId, holderId }) =>
      projectId === project.id && reaches(holders.get(holderId), project.id),
  );
  return {
    projectId: project.id,
    holders,
    byItem: new Map([...holders].map(([id, { named }]) => [itemId(named), id])),
    roles,
    given: new Map(here.map((each) => [each.holderId, namedRole(roles, each)])),
  };
}

function namedRole(
  roles: readonly NamedRole[],
  { role, roleName, permissions }: ResolvedRole,
): NamedRole {
  return roles.find(({ id }) => id === role) ?? { id: role, name: roleName, permissions };
}

interface ResolvedEntry {
  entry: RoleInFile;
  role: NamedRole;
}

/** @throws ControlError `bad_request` that names everybody and every role that there is not */
function resolveRoles(team: Team, wanted: readonly RoleInFile[]): ResolvedEntry[] {
  const fields: { path: string; message: string }[] = [];
  const seen = new Set<string>();
  const resolved = wanted.flatMap((written, index): ResolvedEntry[] => {
    const entry = { ...written, ...(written.member && { member: written.member.toLowerCase() }) };
    const id = itemId(entry);
    const who = entry.member ?? entry.service_account ?? "";
    const noun = entry.member === undefined ? "service_account" : "member";
    if (!team.byItem.has(id)) {
      const kind = noun.replace("_", " ");
      const message = `The workspace has no ${kind} ${who}.`;
      fields.push({ path: `roles.${index}.${noun}`, message });
    }
    if (seen.has(id)) {
      fields.push({ path: `roles.${index}.${noun}`, message: `${who} is listed twice.` });
    }
    seen.add(id);
    const role = findRole(team, entry.role);
    if (!role) {
      const message = `The workspace has no role ${entry.role}.`;
      fields.push({ path: `roles.${index}.role`, message });
    }
    return role ? [{ entry, role }] : [];
  });
  if (fields.length === 0) return resolved;
  const reason = fields.map(({ message }) => message).join(" ");
  throw new ControlError("bad_request", reason.slice(0, 2_000), { fields });
}

/** By id, or by the name that people read; names of one workspace differ in more than their case. */
function findRole({ roles }: Team, named: string): NamedRole | undefined {
  const wanted = named.toLowerCase();
  return (
    roles.find(({ id }) => id === wanted) ?? roles.find(({ name }) => name.toLowerCase() === wanted)
  );
}

/** @throws ControlError `conflict`: before a plan is shown that could not be applied */
function assertNoOwner(team: Team, { id, label, action }: PlannedChange): void {
  const holder = team.holders.get(team.byItem.get(id) ?? "");
  if (action === "delete" || holder?.role !== "owner") return;
  throw new ControlError(
    "conflict",
    `An owner of the workspace is one in every project: ${label} gets no other role here.`,
  );
}

/** What somebody gains and loses in the project. */
function effectsOf(
  team: Team,
  { id, label }: PlannedChange,
  resolved: readonly ResolvedEntry[],
): Effect[] {
  const holderId = team.byItem.get(id) ?? "";
  const holder = team.holders.get(holderId);
  if (!holder) return [];
  const ofWorkspace = reaches(holder, team.projectId)
    ? team.roles.find((role) => role.id === holder.role)
    : undefined;
  const before = team.given.get(holderId) ?? ofWorkspace;
  const after = resolved.find(({ entry }) => itemId(entry) === id)?.role ?? ofWorkspace;
  const change = rightsChange(before?.permissions ?? [], after?.permissions ?? []);
  return rightsEffects(label, change, "in this project");
}

function reaches(holder: TeamHolder | undefined, projectId: string): boolean {
  return holder !== undefined && (holder.projectIds?.includes(projectId) ?? true);
}

function items(entries: readonly RoleInFile[]): FileItem[] {
  return entries.map((entry) => ({
    id: itemId(entry),
    label: entry.member ?? entry.service_account ?? "",
    content: entry,
  }));
}

function itemId({ member, service_account: account }: Omit<RoleInFile, "role">): string {
  return member ?? `service_account:${account}`;
}
