import { assertMay, assertReaches, type Caller, ControlError, notFound } from "@grantry/control";
import type { ControlStores, ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { assertRoom } from "../usage/limits.js";

/**
 * Brings a deleted project back as it was when it was deleted: the same issuer, keys, clients,
 * users and secrets.
 * @throws ControlError `not_found` for one that was purged, or was never deleted
 */
export async function restoreProject(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<string> {
  assertMay(caller, "project:delete");
  return controlPlane.commit(async (stores) => {
    const project = await findDeletedProject(stores, caller, idOrSlug);
    await assertRoom(controlPlane, stores, project.workspaceId, "projects");
    const { document } = await stores.projects.currentRevision(project);
    if (!(await stores.projects.restore(project, document.state)))
      throw notFound("deleted project");
    await record(stores, caller, project, "project.restore");
    const messages = [
      await stores.outbox.add("project.put", project.id),
      await stores.outbox.add("project.credentials", project.id),
    ];
    return { result: project.id, messages };
  });
}

/**
 * Removes a deleted project for good, before its 30 days are over. Its slug is never given again.
 * @throws ControlError `bad_request` unless the slug is repeated
 */
export async function purgeDeletedProject(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
  confirm: string,
): Promise<void> {
  assertMay(caller, "project:delete");
  await controlPlane.commit(async (stores) => {
    const project = await findDeletedProject(stores, caller, idOrSlug);
    if (confirm !== project.slug) {
      const message = "Repeat the slug of the project: purging it cannot be undone.";
      throw new ControlError("bad_request", message, { fields: [{ path: "confirm", message }] });
    }
    if (!(await stores.projects.requestPurge(project))) throw notFound("deleted project");
    await record(stores, caller, project, "project.purge");
    const messages = [await stores.outbox.add("project.purge", project.id)];
    return { result: undefined, messages };
  });
}

async function findDeletedProject(
  stores: ControlStores,
  caller: Caller,
  idOrSlug: string,
): Promise<ProjectRow> {
  const project = await stores.projects.findDeleted(caller.workspace.id, idOrSlug);
  if (!project) throw notFound("deleted project");
  assertReaches(caller, project);
  return project;
}

async function record(
  stores: ControlStores,
  caller: Caller,
  project: ProjectRow,
  action: "project.restore" | "project.purge",
): Promise<void> {
  const { slug, name, environment, deletedAt } = project;
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action,
    target: { type: "project", id: project.id, label: name },
    before: { slug, name, environment, deleted_at: deletedAt },
    after: null,
  });
}
