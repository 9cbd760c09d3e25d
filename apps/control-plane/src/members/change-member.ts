import type { updateMemberBodySchema } from "@grantry/contracts";
import { assertMay, assertReachesAll, type Caller, ControlError, notFound } from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { changedStanding, pushTokens } from "../roles/given-role.js";

/** Gives a member another role or reach; their tokens follow on every plane. */
export async function changeMember(
  controlPlane: ControlPlane,
  caller: Caller,
  memberId: string,
  wish: z.output<typeof updateMemberBodySchema>,
): Promise<void> {
  assertMay(caller, "members:write");
  assertReachesAll(caller, "members:write");
  await controlPlane.commit(async (stores) => {
    const member = await stores.members.hold(caller.workspace.id, memberId);
    if (!member) throw notFound("member");
    const standing = await changedStanding(stores, caller, member, wish);
    const isDemoted = member.role === "owner" && standing.role !== "owner";
    if (isDemoted) await assertAnotherOwner(stores, member.workspaceId);
    await stores.members.change(member.id, standing);
    await stores.audit.record({
      workspaceId: member.workspaceId,
      projectId: null,
      actor: caller.actor,
      action: "member.update",
      target: { type: "member", id: member.id, label: member.email },
      before: { role: member.role, project_ids: member.projectIds },
      after: { role: standing.role, project_ids: standing.projectIds },
    });
    return { result: undefined, messages: await pushTokens(stores, [member.id]) };
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
