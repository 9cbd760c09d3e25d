import { ControlError } from "@grantry/control";
import type { MemberRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { SignedInPerson } from "./console-sign-in.js";

/**
 * The member behind somebody who signed in.
 * @throws ControlError `forbidden` for an account without a membership
 */
export async function admitMember(
  controlPlane: ControlPlane,
  person: SignedInPerson,
): Promise<MemberRow> {
  const { members } = controlPlane.control;
  const member = await members.findBySubject(person.subject);
  if (!member) throw new ControlError("forbidden", "This account has no workspace.");
  await members.recordSeen(member.id, new Date());
  return member;
}
