import type { Effect, updateMemberBodySchema } from "@grantry/contracts";
import { assertMay, assertReachesAll, type Caller, ControlError, notFound } from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { changedStanding, pushTokens } from "../roles/given-role.js";
import { standingEffects } from "../roles/standing-effects.js";

/**
 * Gives a member another role or reach; their tokens follow on every plane. Who becomes an owner is
 * one in every project. A dry run tells what is gained and lost.
 */
export async function changeMember(
  controlPlane: ControlPlane,
  caller: Caller,
  memberId: string,
  wish: z.output<typeof updateMemberBodySchema>,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "members:write");
  assertReachesAll(caller, "members:write");
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const member = await stores.members.hold(caller.workspace.id, memberId);
    if (!member) throw notFound("member");
    const standing = await changedStanding(stores, caller, member, wish);
    const isDemoted = member.role === "owner" && standing.role !== "owner";
    if (isDemoted) await assertAnotherOwner(stores, member.workspaceId);
    if (mode === "dry_run") {
      const who = { ...member, label: member.email };
      return { result: await standingEffects(stores, who, standing), messages: [] };
    }
    await stores.members.change(member.id, standing);
    if (standing.role === "owner") await stores.holders.removeProjectRoles(member.id);
    await stores.audit.record({
      workspaceId: member.workspaceId,
      projectId: null,
      actor: caller.actor,
      action: "member.update",
      target: { type: "member", id: member.id, label: member.email },
      before: { role: member.role, project_ids: member.projectIds },
      after: { role: standing.role, project_ids: standing.projectIds },
    });
    return { result: "done", messages: await pushTokens(stores, [member.id]) };
  });
}

/** @throws ControlError `conflict` when a workspace would be left without an owner */
export async function assertAnotherOwner(
  stores: ControlStores,
  workspaceId: string,
): Promise<void> {
  await stores.workspaces.hold(workspaceId);
  if ((await stores.members.countOwners(workspaceId)) > 1) return;
  throw new ControlError("conflict", "A workspace needs an owner.");
}
