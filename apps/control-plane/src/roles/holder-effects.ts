import type { Effect } from "@grantry/contracts";
import { counted, narrowedTokensEffect, rightsChange, rightsEffects } from "@grantry/control";
import type { ControlStores, RoleRow } from "@grantry/persistence";
import { countNarrowedTokens } from "./standing-effects.js";

/** What everybody with a role gains and loses, and how many they are. */
export async function holderEffects(
  stores: ControlStores,
  role: RoleRow,
  permissions: readonly string[],
): Promise<Effect[]> {
  const { workspaceId } = role;
  const ids = await stores.holders.idsWithRole(workspaceId, role.id);
  const uses = (await stores.roles.countHolders(workspaceId)).get(role.id) ?? 0;
  const rights = { before: role.permissions, after: permissions };
  const change = rightsChange(rights.before, rights.after);
  const holders = ids.map((id) => ({ id, workspaceId }));
  const message = `Held by ${counted(uses, "member, service account or invitation", "members, service accounts and invitations")}.`;
  const holding: Effect = {
    code: "role_holders",
    severity: "info",
    message,
    counts: { holders: uses },
  };
  if (uses === 0) return [holding];
  return [
    holding,
    ...rightsEffects("Who has it", change, "wherever it counts"),
    ...narrowedTokensEffect(await countNarrowedTokens(stores, holders, rights)),
  ];
}
