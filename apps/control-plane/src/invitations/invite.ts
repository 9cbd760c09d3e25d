import { randomUUID } from "node:crypto";
import type { createInvitationBodySchema } from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  type Caller,
  ControlError,
  notFound,
} from "@grantry/control";
import type { ControlStores, InvitationRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { queueMail } from "../mail/queue-mail.js";
import { newStanding } from "../roles/given-role.js";
import { invitationMail } from "./invitation-mail.js";
import { newCode, stateOf } from "./invited.js";

/** Invites an address: a mail with a code that works once, for a week. @returns the invitation's ID */
export async function invite(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: z.output<typeof createInvitationBodySchema>,
): Promise<string> {
  assertMayInvite(caller);
  const { code, ...renewed } = newCode(controlPlane);
  return controlPlane.commit(async (stores) => {
    const workspaceId = caller.workspace.id;
    const { email } = wish;
    const standing = await newStanding(stores, caller, {
      role: wish.role,
      projectIds: wish.project_ids ?? null,
    });
    await assertNotYetThere(stores, workspaceId, email);
    const invitation: InvitationRow = {
      id: randomUUID(),
      workspaceId,
      email,
      ...standing,
      ...renewed,
      state: "pending",
      invitedById: caller.member.id,
      invitedBy: caller.member.name || caller.member.email,
      createdAt: renewed.sentAt,
      answeredAt: null,
    };
    await stores.invitations.create(invitation);
    await mail(controlPlane, stores, caller, invitation, code);
    const { role, projectIds } = standing;
    await record(stores, caller, "invitation.create", invitation, {
      role,
      project_ids: projectIds,
    });
    return { result: invitation.id, messages: [] };
  });
}

/** Sends an open invitation again, with a new code; the old one does not work any more. */
export async function resendInvitation(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  assertMayInvite(caller);
  const { code, ...renewed } = newCode(controlPlane);
  await controlPlane.commit(async (stores) => {
    const invitation = await openInvitation(stores, caller, id);
    if (!(await stores.invitations.renew(invitation.id, renewed))) throw notOpen();
    await mail(controlPlane, stores, caller, { ...invitation, ...renewed }, code);
    await record(stores, caller, "invitation.resend", invitation, null);
    return { result: undefined, messages: [] };
  });
}

/** Takes an open invitation back. */
export async function revokeInvitation(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  assertMayInvite(caller);
  await controlPlane.commit(async (stores) => {
    const invitation = await openInvitation(stores, caller, id);
    if (!(await stores.invitations.revoke(invitation.id, new Date()))) throw notOpen();
    await record(stores, caller, "invitation.revoke", invitation, null);
    return { result: undefined, messages: [] };
  });
}

function assertMayInvite(caller: Caller): void {
  assertMay(caller, "members:write");
  assertReachesAll(caller, "members:write");
}

async function assertNotYetThere(
  stores: ControlStores,
  workspaceId: string,
  email: string,
): Promise<void> {
  if (await stores.members.findByEmail(workspaceId, email)) {
    throw new ControlError("conflict", "Already a member.");
  }
  const pending = await stores.invitations.findPending(workspaceId, email);
  if (!pending) return;
  if (stateOf(pending) === "pending") {
    throw new ControlError("conflict", "Already invited. Send again?", { invitation: pending.id });
  }
  await stores.invitations.revoke(pending.id, new Date());
}

/** An open invitation whose rights the caller could give. */
async function openInvitation(stores: ControlStores, caller: Caller, id: string) {
  const invitation = await stores.invitations.find(caller.workspace.id, id);
  if (!invitation) throw notFound("invitation");
  const role = await stores.roles.resolve(invitation.workspaceId, invitation.role);
  assertMayGive(caller, role?.permissions ?? []);
  if (invitation.state !== "pending") throw notOpen();
  return invitation;
}

function notOpen(): ControlError {
  return new ControlError("conflict", "This invitation was answered or taken back already.");
}

async function mail(
  controlPlane: ControlPlane,
  stores: ControlStores,
  caller: Caller,
  invitation: InvitationRow,
  code: string,
): Promise<void> {
  const roles = await stores.roles.names(invitation.workspaceId);
  const written = invitationMail({
    link: `${controlPlane.addresses.console}/invitations/${code}`,
    invitedBy: caller.member.name || caller.member.email,
    workspaceName: caller.workspace.name,
    roleName: roles.get(invitation.role) ?? "",
    expiresAt: invitation.expiresAt,
  });
  await queueMail(controlPlane, stores, { projectId: null, to: invitation.email, ...written });
}

async function record(
  stores: ControlStores,
  caller: Caller,
  action: string,
  invitation: InvitationRow,
  after: unknown,
): Promise<void> {
  await stores.audit.record({
    workspaceId: invitation.workspaceId,
    projectId: null,
    actor: caller.actor,
    action,
    target: { type: "invitation", id: invitation.id, label: invitation.email },
    before: null,
    after,
  });
}
