import type { Effect } from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  type Caller,
  notFound,
  removalEffect,
} from "@grantry/control";
import type { ControlStores, MemberRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { endRights } from "../roles/given-role.js";
import { endEverywhere } from "../session/end-everywhere.js";
import { assertAnotherOwner } from "./change-member.js";

/**
 * Removes a member: their tokens end on every plane, and what they are signed in with ends here.
 * Everybody may leave; the last owner may not. A dry run tells what ends.
 */
export async function removeMember(
  controlPlane: ControlPlane,
  caller: Caller,
  memberId: string,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  const isLeaving = memberId.toLowerCase() === caller.member.id && caller.token === null;
  if (!isLeaving) {
    assertMay(caller, "members:write");
    assertReachesAll(caller, "members:write");
  }
  const removed = await controlPlane.commit<MemberRow | Effect[]>(async (stores) => {
    const member = await stores.members.hold(caller.workspace.id, memberId);
    if (!member) throw notFound("member");
    if (!isLeaving) {
      const held = await stores.roles.resolve(member.workspaceId, member.role);
      assertMayGive(caller, held?.permissions ?? []);
    }
    if (member.role === "owner") await assertAnotherOwner(stores, member.workspaceId);
    if (mode === "dry_run") {
      return { result: await removalEffects(stores, member), messages: [] };
    }
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
  if (Array.isArray(removed)) return removed;
  await endWithoutMembership(controlPlane, removed);
  return "done";
}

/** Sessions end with the last membership only: they are a person's, not a workspace's. */
async function removalEffects(stores: ControlStores, member: MemberRow): Promise<Effect[]> {
  const { id, workspaceId, subject } = member;
  const memberships = subject === null ? [] : await stores.members.listBySubject(subject);
  const isLast = subject !== null && memberships.length === 1;
  const sessions = isLast ? await stores.sessions.countOf([subject]) : new Map<string, number>();
  const others = await stores.holders.listProjectRoles(workspaceId);
  const tokens = await stores.holders.countTokens(workspaceId);
  return [
    removalEffect({
      sessions: sessions.get(subject ?? "") ?? 0,
      personalAccessTokens: tokens.get(id) ?? 0,
      projectRoles: others.filter(({ holderId }) => holderId === id).length,
    }),
  ];
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
