import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  type Caller,
  notFound,
} from "@grantry/control";
import type { MemberRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { endRights } from "../roles/given-role.js";
import { endEverywhere } from "../session/end-everywhere.js";
import { assertAnotherOwner } from "./change-member.js";

/**
 * Removes a member: their tokens end on every plane, and what they are signed in with ends here.
 * Everybody may leave; the last owner may not.
 */
export async function removeMember(
  controlPlane: ControlPlane,
  caller: Caller,
  memberId: string,
): Promise<void> {
  const isLeaving = memberId.toLowerCase() === caller.member.id && caller.token === null;
  if (!isLeaving) {
    assertMay(caller, "members:write");
    assertReachesAll(caller, "members:write");
  }
  const removed = await controlPlane.commit(async (stores) => {
    const member = await stores.members.hold(caller.workspace.id, memberId);
    if (!member) throw notFound("member");
    if (!isLeaving) {
      const held = await stores.roles.resolve(member.workspaceId, member.role);
      assertMayGive(caller, held?.permissions ?? []);
    }
    if (member.role === "owner") await assertAnotherOwner(stores, member.workspaceId);
    const now = new Date();
    await stores.members.remove(member.id, now);
    const messages = await endRights(stores, member.id, now);
    await stores.audit.record({
      workspaceId: member.workspaceId,
      projectId: null,
      actor: caller.actor,
      action: isLeaving ? "member.leave" : "member.remove",
      target: { type: "member", id: member.id, label: member.email },
      before: { role: member.role, project_ids: member.projectIds },
      after: { ended_personal_access_tokens: messages.length },
    });
    return { result: member, messages };
  });
  await endWithoutMembership(controlPlane, removed);
}

/** Who belongs to no workspace any more is signed out everywhere. */
export async function endWithoutMembership(
  controlPlane: ControlPlane,
  { subject }: Pick<MemberRow, "subject">,
): Promise<void> {
  if (subject === null) return;
  const others = await controlPlane.control.members.listBySubject(subject);
  if (others.length === 0) await endEverywhere(controlPlane, subject);
}
