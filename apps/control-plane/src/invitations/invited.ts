import { createHmac, randomBytes } from "node:crypto";
import type { InvitationState } from "@grantry/contracts";
import { notFound } from "@grantry/control";
import type { InvitationRow } from "@grantry/persistence";
import { mintRegistrationTicket } from "@grantry/platform";
import { CONSOLE_PROJECT_ID } from "../bootstrap/console-project.js";
import type { ControlPlane } from "../control-plane.js";
import type { SignInWish } from "../session/console-sign-in.js";

const CODE_FORM = /^[\w-]{43}$/;
const INVITATION_DAYS = 7;

/** A new code with what is kept of it: the code itself leaves by mail and is stored nowhere else. */
export function newCode({ invitationDigestKey }: ControlPlane) {
  const code = randomBytes(32).toString("base64url");
  const sentAt = new Date();
  return {
    code,
    codeDigest: digestOf(invitationDigestKey, code),
    sentAt,
    expiresAt: new Date(sentAt.getTime() + INVITATION_DAYS * 86_400_000),
  };
}

/** The invitation behind a code, whatever became of it. @throws ControlError `not_found` */
export async function invitationOf(
  { control, invitationDigestKey }: ControlPlane,
  code: string,
): Promise<InvitationRow> {
  const invitation = CODE_FORM.test(code)
    ? await control.invitations.findByCode(digestOf(invitationDigestKey, code))
    : null;
  const workspace = invitation && (await control.workspaces.find(invitation.workspaceId));
  if (!workspace) throw notFound("invitation");
  return invitation;
}

/** What an invitation is now: a pending one may have expired. */
export function stateOf({ state, expiresAt }: InvitationRow): InvitationState {
  return state === "pending" && expiresAt <= new Date() ? "expired" : state;
}

/**
 * How somebody with a code signs in: as the invited address, and with leave to register it at the
 * console project when it has no account. The mail with the code proved that the address is theirs.
 */
export async function findInvited(
  controlPlane: ControlPlane,
  code: unknown,
): Promise<Omit<SignInWish, "isFresh">> {
  if (typeof code !== "string") return {};
  const invitation = await invitationOf(controlPlane, code).catch(() => undefined);
  if (!invitation || stateOf(invitation) !== "pending") return {};
  const { email } = invitation;
  const ticket = mintRegistrationTicket(controlPlane.registrationTicketKey, {
    projectId: CONSOLE_PROJECT_ID,
    email,
  });
  return { email, ticket };
}

function digestOf(key: Buffer, code: string): Buffer {
  return createHmac("sha256", key).update(code).digest();
}
