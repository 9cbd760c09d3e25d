import type { Effect, transferWorkspaceBodySchema } from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  type Caller,
  ControlError,
  invalidField,
  notFound,
  rolePermissions,
} from "@grantry/control";
import type { ControlStores, MemberRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { queueMail } from "../mail/queue-mail.js";
import { pushTokens, roleToGive, type Standing } from "../roles/given-role.js";
import { standingEffects } from "../roles/standing-effects.js";
import { transferMail } from "./transfer-mail.js";

/**
 * Hands a workspace on: the member whom an owner names becomes an owner, the owner becomes what they
 * choose. There is an owner at every moment. A dry run tells what both gain and lose.
 * @throws ControlError `forbidden` for who is no owner, `not_found` without such a member
 */
export async function transferWorkspace(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: z.output<typeof transferWorkspaceBodySchema>,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMay(caller, "workspace:delete");
  assertReachesAll(caller, "workspace:delete");
  // By a token too nobody hands on more than it holds.
  assertMayGive(caller, rolePermissions("owner"));
  const { workspace } = caller;
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const { owner, member } = await bothSides(stores, caller, wish.member);
    // Whoever counts owners meanwhile waits.
    await stores.workspaces.hold(workspace.id);
    const { role } = await roleToGive(stores, caller, wish.former_role);
    const given: Standing = { role: "owner", projectIds: null };
    const left: Standing = { role, projectIds: null };
    if (mode === "dry_run") {
      const effects = [
        ...(await standingEffects(stores, { ...member, label: member.email }, given)),
        ...(await standingEffects(stores, { ...owner, label: owner.email }, left)),
      ];
      return { result: effects, messages: [] };
    }
    await stores.members.change(member.id, given);
    await stores.holders.removeProjectRoles(member.id);
    await stores.members.change(owner.id, left);
    await stores.audit.record({
      workspaceId: workspace.id,
      projectId: null,
      actor: caller.actor,
      action: "workspace.transfer",
      target: { type: "workspace", id: workspace.id, label: workspace.name },
      before: { owner: standingOf(owner, owner), member: standingOf(member, member) },
      after: { owner: standingOf(member, given), former_owner: standingOf(owner, left) },
    });
    await tellBoth(controlPlane, stores, caller, { owner, member, role });
    return { result: "done", messages: await pushTokens(stores, [member.id, owner.id]) };
  });
}

/** Both held until the transaction ends, always in the same order. */
async function bothSides(
  stores: ControlStores,
  caller: Caller,
  memberId: string,
): Promise<{ owner: MemberRow; member: MemberRow }> {
  const [ownerId, wanted] = [caller.member.id, memberId.toLowerCase()];
  if (wanted === ownerId) throw invalidField("member", "Name somebody else: you are an owner.");
  const held = new Map<string, MemberRow | undefined>();
  for (const id of [ownerId, wanted].toSorted()) {
    held.set(id, await stores.members.hold(caller.workspace.id, id));
  }
  const [owner, member] = [held.get(ownerId), held.get(wanted)];
  if (owner?.role !== "owner") {
    throw new ControlError("forbidden", "Only an owner hands a workspace on.", { role: "owner" });
  }
  if (!member) throw notFound("member");
  return { owner, member };
}

async function tellBoth(
  controlPlane: ControlPlane,
  stores: ControlStores,
  { workspace }: Caller,
  { owner, member, role }: { owner: MemberRow; member: MemberRow; role: string },
): Promise<void> {
  const names = await stores.roles.names(workspace.id);
  const words = transferMail({
    workspaceName: workspace.name,
    ownerEmail: member.email,
    formerOwnerEmail: owner.email,
    formerRoleName: names.get(role) ?? role,
    link: `${controlPlane.addresses.console}/workspaces/${workspace.id}/members`,
  });
  for (const { email: to } of [member, owner]) {
    await queueMail(controlPlane, stores, { projectId: null, to, ...words });
  }
}

function standingOf({ id, email }: MemberRow, { role, projectIds }: Standing) {
  return { id, email, role, project_ids: projectIds };
}
