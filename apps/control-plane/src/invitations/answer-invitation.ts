import type { AcceptedInvitation } from "@grantry/contracts";
import { ControlError } from "@grantry/control";
import type { ControlStores, InvitationRow } from "@grantry/persistence";
import type { PersonPrincipal, Principal } from "../access/principal.js";
import type { ControlPlane } from "../control-plane.js";
import { assertRoom } from "../usage/limits.js";
import { invitationOf, stateOf } from "./invited.js";

/**
 * Makes the signed-in person a member. An invitation works once, for its address, until it expires.
 * @throws ControlError `not_found`, `forbidden` for another address, `conflict` when it is over,
 *   `quota_exceeded` when the workspace has as many members as it may
 */
export async function acceptInvitation(
  controlPlane: ControlPlane,
  principal: Principal,
  code: string,
): Promise<AcceptedInvitation> {
  const invitation = await invitationOf(controlPlane, code);
  const person = invitedPerson(principal, invitation);
  return controlPlane.commit(async (stores) => {
    await answer(stores, invitation, "accepted");
    const { workspaceId, email, role, projectIds } = invitation;
    const existing = await stores.members.findByEmail(workspaceId, email);
    if (existing) throw new ControlError("conflict", "You are a member already.");
    await assertRoom(controlPlane, stores, workspaceId, "members");
    const { subject, name } = person;
    const wish = { email, name, role, subject, projectIds };
    const member = await stores.members.add(workspaceId, wish);
    await stores.audit.record({
      workspaceId,
      projectId: null,
      actor: { type: "member", id: member.id, label: email, ...person.origin },
      action: "invitation.accept",
      target: { type: "member", id: member.id, label: email },
      before: null,
      after: { role, project_ids: projectIds },
    });
    return { result: { workspace_id: workspaceId, member_id: member.id }, messages: [] };
  });
}

/** Says no for good. @throws ControlError as `acceptInvitation` */
export async function declineInvitation(
  controlPlane: ControlPlane,
  principal: Principal,
  code: string,
): Promise<void> {
  const invitation = await invitationOf(controlPlane, code);
  const person = invitedPerson(principal, invitation);
  await controlPlane.commit(async (stores) => {
    await answer(stores, invitation, "declined");
    const { id, workspaceId, email } = invitation;
    await stores.audit.record({
      workspaceId,
      projectId: null,
      actor: { type: "service", id: person.subject, label: email, ...person.origin },
      action: "invitation.decline",
      target: { type: "invitation", id, label: email },
      before: null,
      after: null,
    });
    return { result: undefined, messages: [] };
  });
}

/** The person, when the invitation is theirs. */
function invitedPerson(principal: Principal, { email }: InvitationRow): PersonPrincipal {
  if (principal.kind === "token" || principal.email === undefined) {
    throw new ControlError("forbidden", "Sign in to the console to answer an invitation.");
  }
  if (principal.email === email) return principal;
  throw new ControlError(
    "forbidden",
    `This invitation is for ${email}. You are ${principal.email}.`,
    { email },
  );
}

async function answer(
  stores: ControlStores,
  invitation: InvitationRow,
  state: "accepted" | "declined",
): Promise<void> {
  if (await stores.invitations.answer(invitation.id, state, new Date())) return;
  const day = invitation.expiresAt.toISOString().slice(0, 10);
  const reason =
    stateOf(invitation) === "expired"
      ? `This invitation expired on ${day}. Ask ${invitation.invitedBy} for a new one.`
      : "This invitation was answered or taken back already.";
  throw new ControlError("conflict", reason, { state: stateOf(invitation) });
}
