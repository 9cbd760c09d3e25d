import type { Effect } from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  type Caller,
  ControlError,
  narrowedTokensEffect,
  notFound,
  rightsChange,
  rightsEffects,
} from "@grantry/control";
import type { ControlStores, HolderRights, ProjectRow, ResolvedRole } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { findProject } from "../projects/find-project.js";
import { pushTokens, roleToGive } from "../roles/given-role.js";
import { countNarrowedTokens } from "../roles/standing-effects.js";

interface ProjectMembership {
  project: string;
  member: string;
}

/**
 * Gives a member, or a service account, a role that replaces the workspace role in one project. A dry
 * run tells what is gained and lost.
 */
export async function setProjectRole(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
  { role, mode }: { role: string; mode: WriteMode },
): Promise<Effect[] | "done"> {
  assertMay(caller, "members:write");
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const holder = await holderIn(stores, caller, holderId);
    if (mode === "dry_run") {
      const given = await assertMayGiveRole(stores, caller, { project, holder, role });
      return { result: await effectsOf(stores, project, holder, given), messages: [] };
    }
    await giveProjectRole(stores, caller, { project, holder, role });
    return { result: "done", messages: await pushTokens(stores, [holder.id]) };
  });
}

/**
 * Gives a role in one project, inside a transaction that tells the planes of the holder's tokens.
 * @throws ControlError `conflict` for an owner, `forbidden` for more than the caller has
 */
export async function giveProjectRole(
  stores: ControlStores,
  caller: Caller,
  wish: { project: ProjectRow; holder: HolderRights; role: string },
): Promise<void> {
  const { project, holder } = wish;
  const before = roleIn(holder, project);
  const given = await assertMayGiveRole(stores, caller, wish);
  await stores.holders.setProjectRole(holder.id, project.id, given.role);
  await reach(stores, holder, project);
  await record(stores, caller, { project, holder, before: before?.role, after: given.role });
}

async function assertMayGiveRole(
  stores: ControlStores,
  caller: Caller,
  { project, holder, role }: { project: ProjectRow; holder: HolderRights; role: string },
): Promise<ResolvedRole> {
  if (holder.role === "owner") {
    const label = holder.email || holder.name;
    throw new ControlError(
      "conflict",
      `An owner of the workspace is one in every project: ${label} gets no other role here.`,
    );
  }
  assertMayGive(caller, roleIn(holder, project)?.permissions ?? []);
  return roleToGive(stores, caller, role);
}

async function effectsOf(
  stores: ControlStores,
  project: ProjectRow,
  holder: HolderRights,
  after: ResolvedRole | undefined,
): Promise<Effect[]> {
  const before = roleIn(holder, project)?.permissions ?? [];
  const rights = { before, after: after?.permissions ?? [] };
  const change = rightsChange(rights.before, rights.after);
  const narrowed = await countNarrowedTokens(stores, [holder], rights);
  return [
    ...rightsEffects(holder.email || holder.name, change, "in this project"),
    ...narrowedTokensEffect(narrowed),
  ];
}

/**
 * Takes the role in one project away: the role of the workspace counts there again. A dry run tells
 * what is gained and lost.
 */
export async function removeProjectRole(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "members:write");
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const holder = await holderIn(stores, caller, holderId);
    if (mode === "dry_run") {
      assertMayTakeRole(caller, project, holder);
      return { result: await effectsOf(stores, project, holder, holder), messages: [] };
    }
    await takeProjectRole(stores, caller, { project, holder });
    return { result: "done", messages: await pushTokens(stores, [holder.id]) };
  });
}

/**
 * Takes a role in one project away, inside a transaction that tells the planes of the holder's tokens.
 * @throws ControlError `not_found` when there is none, `forbidden` for more than the caller has
 */
export async function takeProjectRole(
  stores: ControlStores,
  caller: Caller,
  { project, holder }: { project: ProjectRow; holder: HolderRights },
): Promise<void> {
  const before = roleIn(holder, project);
  assertMayTakeRole(caller, project, holder);
  await stores.holders.removeProjectRole(holder.id, project.id);
  await record(stores, caller, { project, holder, before: before?.role, after: null });
}

function assertMayTakeRole(caller: Caller, project: ProjectRow, holder: HolderRights): void {
  assertMayGive(caller, roleIn(holder, project)?.permissions ?? []);
  assertMayGive(caller, holder.permissions);
  const isThere = holder.projectRoles.some(({ projectId }) => projectId === project.id);
  if (!isThere) throw notFound("role in this project");
}

/**
 * Takes a project from the reach of somebody who has chosen projects only. A dry run tells what they
 * lose.
 */
export async function removeProjectMember(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "members:write");
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const holder = await holderIn(stores, caller, holderId);
    const before = roleIn(holder, project);
    if (!before) throw notFound("member");
    assertMayGive(caller, before.permissions);
    if (holder.projectIds === null) {
      throw new ControlError(
        "conflict",
        "This member reaches every project of the workspace. Choose projects for them first.",
      );
    }
    if (mode === "dry_run") {
      return { result: await effectsOf(stores, project, holder, undefined), messages: [] };
    }
    await stores.holders.removeProjectRole(holder.id, project.id);
    const projectIds = holder.projectIds.filter((id) => id !== project.id);
    await changeReach(stores, holder, projectIds);
    await record(stores, caller, { project, holder, before: before.role, after: null });
    return { result: "done", messages: await pushTokens(stores, [holder.id]) };
  });
}

/** Somebody of the caller's workspace, with what they may do. @throws ControlError `not_found` */
export async function holderIn(
  stores: ControlStores,
  caller: Caller,
  holderId: string,
): Promise<HolderRights> {
  const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(holderId);
  const holder = isId ? await stores.holders.rights(holderId) : undefined;
  if (holder?.workspaceId !== caller.workspace.id) throw notFound("member");
  return holder;
}

/** The role that counts in a project; nothing outside the holder's reach. */
export function roleIn(
  holder: HolderRights,
  project: Pick<ProjectRow, "id">,
): ResolvedRole | undefined {
  if (holder.projectIds && !holder.projectIds.includes(project.id)) return undefined;
  return holder.projectRoles.find(({ projectId }) => projectId === project.id) ?? holder;
}

async function reach(stores: ControlStores, holder: HolderRights, project: ProjectRow) {
  if (holder.projectIds === null || holder.projectIds.includes(project.id)) return;
  await changeReach(stores, holder, [...holder.projectIds, project.id]);
}

async function changeReach(stores: ControlStores, holder: HolderRights, projectIds: string[]) {
  const { id, name, role } = holder;
  if (holder.type === "member") await stores.members.change(id, { role, projectIds });
  else await stores.serviceAccounts.change(id, { name, role, projectIds });
}

async function record(
  stores: ControlStores,
  caller: Caller,
  change: {
    project: ProjectRow;
    holder: HolderRights;
    before: string | undefined;
    after: string | null;
  },
): Promise<void> {
  const { project, holder, before = null, after } = change;
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: "project_role.update",
    target: { type: holder.type, id: holder.id, label: holder.email || holder.name },
    before: { role: before },
    after: { role: after },
  });
}
