import { assertMay, type Caller, ControlError } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findToken } from "./find-token.js";

/**
 * An owner of the workspace says yes or no to a token that waits. Owners decide about their own
 * tokens in person only: a token of theirs could otherwise wave others through.
 * @throws ControlError `not_found`, `forbidden`, `conflict` when nothing waits
 */
export async function decideOnToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  decision: { approval: "approved" | "rejected"; note: string },
): Promise<PersonalAccessTokenRow> {
  const token = await findToken(controlPlane, caller, id);
  assertMay(caller, "pats:write");
  if (caller.member.role !== "owner") {
    throw new ControlError("forbidden", "An owner of the workspace decides about this token.");
  }
  if (caller.token && token.ownerId === caller.member.id) {
    throw new ControlError("forbidden", "Decide about your own tokens in the console.");
  }
  if (token.approval !== "pending" || token.revokedAt) throw nothingWaits();
  const now = new Date();
  const decided = {
    approval: decision.approval,
    approvalBy: caller.actor.label,
    approvalAt: now,
    approvalNote: decision.note,
    revokedAt: decision.approval === "rejected" ? now : null,
  };
  await controlPlane.commit(async (stores) => {
    if (!(await stores.tokens.decide(token.id, decided))) throw nothingWaits();
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action:
        decision.approval === "approved"
          ? "personal_access_token.approve"
          : "personal_access_token.reject",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: { approval: "pending" },
      after: { approval: decision.approval, note: decision.note },
    });
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
  return { ...token, ...decided };
}

function nothingWaits(): ControlError {
  return new ControlError("conflict", "This personal access token does not wait for approval.");
}
