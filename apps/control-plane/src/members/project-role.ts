import { assertMay, assertMayGive, type Caller, ControlError, notFound } from "@grantry/control";
import type { ControlStores, HolderRights, ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import { pushTokens, roleToGive } from "../roles/given-role.js";

interface ProjectMembership {
  project: string;
  member: string;
}

/** Gives a member, or a service account, a role that replaces the workspace role in one project. */
export async function setProjectRole(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
  role: string,
): Promise<void> {
  assertMay(caller, "members:write");
  await controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const holder = await holderIn(stores, caller, holderId);
    if (holder.role === "owner") {
      throw new ControlError("conflict", "An owner of the workspace is one in every project.");
    }
    const before = roleIn(holder, project);
    assertMayGive(caller, before?.permissions ?? []);
    const given = await roleToGive(stores, caller, role);
    await stores.holders.setProjectRole(holder.id, project.id, given.role);
    await reach(stores, holder, project);
    await record(stores, caller, { project, holder, before: before?.role, after: given.role });
    return { result: undefined, messages: await pushTokens(stores, [holder.id]) };
  });
}

/** Takes the role in one project away: the role of the workspace counts there again. */
export async function removeProjectRole(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
): Promise<void> {
  assertMay(caller, "members:write");
  await controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const holder = await holderIn(stores, caller, holderId);
    const before = roleIn(holder, project);
    assertMayGive(caller, before?.permissions ?? []);
    assertMayGive(caller, holder.permissions);
    if (!(await stores.holders.removeProjectRole(holder.id, project.id))) {
      throw notFound("role in this project");
    }
    await record(stores, caller, { project, holder, before: before?.role, after: null });
    return { result: undefined, messages: await pushTokens(stores, [holder.id]) };
  });
}

/** Takes a project from the reach of somebody who has chosen projects only. */
export async function removeProjectMember(
  controlPlane: ControlPlane,
  caller: Caller,
  { project: idOrSlug, member: holderId }: ProjectMembership,
): Promise<void> {
  assertMay(caller, "members:write");
  await controlPlane.commit(async (stores) => {
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
    await stores.holders.removeProjectRole(holder.id, project.id);
    const projectIds = holder.projectIds.filter((id) => id !== project.id);
    await changeReach(stores, holder, projectIds);
    await record(stores, caller, { project, holder, before: before.role, after: null });
    return { result: undefined, messages: await pushTokens(stores, [holder.id]) };
  });
}

async function holderIn(
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
function roleIn(holder: HolderRights, project: ProjectRow) {
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
