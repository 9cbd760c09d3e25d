import type { Effect } from "@grantry/contracts";
import { assertMay, type Caller, deletionEffect, notFound } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { countHoldings } from "./count-holdings.js";
import { findProject } from "./find-project.js";

/** A deleted project can be restored until its rows are purged. */
const PURGED_AFTER_MILLISECONDS = 30 * 86_400_000;

/**
 * Deletes a project: it stops answering at once and its rows are purged after 30 days. A dry run
 * tells what ends with it.
 */
export async function deleteProject(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "project:delete");
  if (mode === "dry_run") return deletionEffects(controlPlane, caller, idOrSlug);
  return controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    const purgeAt = new Date(Date.now() + PURGED_AFTER_MILLISECONDS);
    if (!(await stores.projects.markDeleted(project, purgeAt))) throw notFound("project");
    const messages = [await stores.outbox.add("project.put", project.id)];
    await stores.outbox.add("project.purge", project.id, purgeAt);
    const { slug, name, environment } = project;
    await stores.audit.record({
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor: caller.actor,
      action: "project.delete",
      target: { type: "project", id: project.id, label: name },
      before: { slug, name, environment },
      after: null,
    });
    return { result: "done" as const, messages };
  });
}

async function deletionEffects(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<Effect[]> {
  const { control } = controlPlane;
  const project = await findProject(control, caller, idOrSlug);
  const tokens = await control.tokens.listReaching(project.workspaceId, project.id);
  const ofThisAlone = tokens.filter(
    ({ projectIds, revokedAt, expiresAt }) =>
      projectIds?.length === 1 && !revokedAt && !(expiresAt && expiresAt <= new Date()),
  );
  return [deletionEffect(await countHoldings(controlPlane, project), ofThisAlone.length)];
}
