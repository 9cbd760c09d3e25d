import { assertMay, type Caller } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { findToken } from "./find-token.js";

/** Revokes a token everywhere within a second. Revoking it again changes nothing. */
export async function revokeToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  const token = await findToken(controlPlane, caller, id);
  const isOwn = token.ownerId === caller.member.id && caller.token === null;
  const isItself = token.id === caller.token?.id;
  if (!isOwn && !isItself) assertMay(caller, "pats:write");
  await controlPlane.commit(async (stores) => {
    const isRevoked = await stores.tokens.revoke(token.id, new Date());
    if (!isRevoked) return { result: undefined, messages: [] };
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action: "personal_access_token.revoke",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: null,
      after: null,
    });
    return {
      result: undefined,
      messages: [await stores.outbox.add("credential.remove", token.id)],
    };
  });
}
