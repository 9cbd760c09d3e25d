import type { Effect } from "@grantry/contracts";
import { assertMay, type Caller, revocationEffect, tokenState } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { findToken } from "./find-token.js";
import { permissionUses, REPORTED_DAYS } from "./permission-usage.js";
import { lastUseOf } from "./read-tokens.js";

/**
 * Revokes a token everywhere within a second. Revoking it again changes nothing. A dry run tells how
 * it was used.
 */
export async function revokeToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  const token = await findToken(controlPlane, caller, id);
  const isOwn = token.ownerId === caller.member.id && caller.token === null;
  const isItself = token.id === caller.token?.id;
  if (!isOwn && !isItself) assertMay(caller, "pats:write");
  if (mode === "dry_run") return revocationEffects(controlPlane, token);
  return controlPlane.commit<"done">(async (stores) => {
    const isRevoked = await stores.tokens.revoke(token.id, new Date());
    if (!isRevoked) return { result: "done", messages: [] };
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action: "personal_access_token.revoke",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: null,
      after: null,
    });
    return { result: "done", messages: [await stores.outbox.add("credential.remove", token.id)] };
  });
}

async function revocationEffects(
  controlPlane: ControlPlane,
  token: PersonalAccessTokenRow,
): Promise<Effect[]> {
  if (tokenState(token, new Date()) !== "active") return [];
  const uses = await permissionUses(controlPlane, [token.id]);
  const last = await lastUseOf(controlPlane, token);
  return [
    revocationEffect(token.name, {
      days: REPORTED_DAYS,
      uses: uses.reduce((total, use) => total + use.uses, 0),
      lastUsedAt: last.at,
      lastUsedAddress: last.address,
    }),
  ];
}
