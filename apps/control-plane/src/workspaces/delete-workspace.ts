import { assertMay, assertReachesAll, type Caller, ControlError, notFound } from "@grantry/control";
import type { OutboxMessage } from "@grantry/persistence";
import { CONSOLE_PROJECT_ID } from "../bootstrap/console-project.js";
import type { ControlPlane } from "../control-plane.js";
import { endWithoutMembership } from "../members/remove-member.js";
import { endRights } from "../roles/given-role.js";

/** Deletes an empty workspace: its members leave, its tokens end, its audit log stays. */
export async function deleteWorkspace(controlPlane: ControlPlane, caller: Caller): Promise<void> {
  assertMay(caller, "workspace:delete");
  assertReachesAll(caller, "workspace:delete");
  const members = await controlPlane.commit(async (stores) => {
    const workspace = await stores.workspaces.hold(caller.workspace.id);
    if (!workspace) throw notFound("workspace");
    const builtIn = await stores.projects.findForDelivery(CONSOLE_PROJECT_ID);
    if (builtIn?.workspaceId === workspace.id) {
      throw new ControlError("conflict", "The first workspace belongs to the installation.");
    }
    const projects = await stores.workspaces.countProjects(workspace.id);
    if (projects > 0) {
      const noun = projects === 1 ? "project" : `${projects} projects`;
      throw new ControlError("conflict", `Delete its ${noun} first.`, { projects });
    }
    const now = new Date();
    await stores.workspaces.markDeleted(workspace.id, now);
    await stores.invitations.revokeAll(workspace.id, now);
    const leaving = await stores.members.list(workspace.id);
    const accounts = await stores.serviceAccounts.list(workspace.id);
    const messages: OutboxMessage[] = [];
    for (const { id } of leaving) {
      await stores.members.remove(id, now);
      messages.push(...(await endRights(stores, id, now)));
    }
    for (const { id } of accounts) {
      await stores.serviceAccounts.remove(id, now);
      messages.push(...(await endRights(stores, id, now)));
    }
    await stores.audit.record({
      workspaceId: workspace.id,
      projectId: null,
      actor: caller.actor,
      action: "workspace.delete",
      target: { type: "workspace", id: workspace.id, label: workspace.name },
      before: { name: workspace.name },
      after: null,
    });
    return { result: leaving, messages };
  });
  for (const member of members) await endWithoutMembership(controlPlane, member);
}
