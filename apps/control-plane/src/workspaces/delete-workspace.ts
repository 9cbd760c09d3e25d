import type { Effect } from "@grantry/contracts";
import {
  assertMay,
  assertReachesAll,
  type Caller,
  ControlError,
  countedEach,
  notFound,
} from "@grantry/control";
import type { ControlStores, MemberRow, OutboxMessage } from "@grantry/persistence";
import { CONSOLE_PROJECT_ID } from "../bootstrap/console-project.js";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { endWithoutMembership } from "../members/remove-member.js";
import { endRights } from "../roles/given-role.js";

/**
 * Deletes an empty workspace: its members leave, its tokens end, its audit log stays. A dry run tells
 * how many.
 */
export async function deleteWorkspace(
  controlPlane: ControlPlane,
  caller: Caller,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "workspace:delete");
  assertReachesAll(caller, "workspace:delete");
  const ended = await controlPlane.commit<Effect[] | { left: MemberRow[] }>(async (stores) => {
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
    if (mode === "dry_run") {
      return { result: await deletionEffects(stores, workspace.id), messages: [] };
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
    return { result: { left: leaving }, messages };
  });
  if (Array.isArray(ended)) return ended;
  for (const member of ended.left) await endWithoutMembership(controlPlane, member);
  return "done";
}

async function deletionEffects(stores: ControlStores, workspaceId: string): Promise<Effect[]> {
  const { length: members } = await stores.members.list(workspaceId);
  const { length: accounts } = await stores.serviceAccounts.list(workspaceId);
  const perHolder = await stores.holders.countTokens(workspaceId);
  const tokens = [...perHolder.values()].reduce((total, count) => total + count, 0);
  const words = countedEach([
    [members, "membership"],
    [accounts, "service account"],
    [tokens, "personal access token"],
  ]);
  const counts = { members, service_accounts: accounts, personal_access_tokens: tokens };
  const message = `Ends ${words} now. The audit log stays.`;
  return [{ code: "workspace_deleted", severity: "danger", message, counts }];
}
