import { commonPermissions, type Effect, grants } from "@grantry/contracts";
import {
  counted,
  narrowedTokensEffect,
  rightsChange,
  rightsEffects,
  tokenState,
} from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";
import type { Standing } from "./given-role.js";

/** Somebody whose standing is about to change. */
interface Holder extends Standing {
  id: string;
  workspaceId: string;
  /** What they are called. */
  label: string;
}

/** What another role or reach does to somebody and to their tokens. */
export async function standingEffects(
  stores: ControlStores,
  holder: Holder,
  standing: Standing,
): Promise<Effect[]> {
  const before = await stores.roles.resolve(holder.workspaceId, holder.role);
  const after = await stores.roles.resolve(holder.workspaceId, standing.role);
  const rights = { before: before?.permissions ?? [], after: after?.permissions ?? [] };
  const change = rightsChange(rights.before, rights.after);
  const narrowed = await countNarrowedTokens(stores, [holder], rights);
  return [
    ...rightsEffects(holder.label, change, "in this workspace"),
    ...reachEffects(holder, standing),
    ...narrowedTokensEffect(narrowed),
  ];
}

/** How many living tokens of these holders can do less when their owners go from one to the other. */
export async function countNarrowedTokens(
  stores: ControlStores,
  holders: readonly { id: string; workspaceId: string }[],
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<number> {
  let count = 0;
  for (const { id, workspaceId } of holders) {
    const tokens = await stores.tokens.list(workspaceId, id);
    count += tokens.filter(
      (token) =>
        tokenState(token, new Date()) === "active" &&
        commonPermissions(token.permissions, before).some((each) => !grants(after, each)),
    ).length;
  }
  return count;
}

function reachEffects(holder: Holder, standing: Standing): Effect[] {
  const [before, after] = [holder.projectIds, standing.projectIds];
  if (after === null) {
    if (before === null) return [];
    const message = `${holder.label} reaches every project, now and later.`;
    return [{ code: "reach_wider", severity: "warning", message }];
  }
  const lost = before?.filter((id) => !after.includes(id)).length ?? 0;
  const gained = before === null ? 0 : after.filter((id) => !before.includes(id)).length;
  const counts = { projects: after.length, projects_lost: lost, projects_gained: gained };
  if (before === null) {
    const message = `${holder.label} reaches ${counted(after.length, "project")} only.`;
    return [{ code: "reach_narrower", severity: "warning", message, counts }];
  }
  if (lost + gained === 0) return [];
  const message = `${holder.label} loses ${counted(lost, "project")} and gains ${counted(gained, "project")}.`;
  return [{ code: "reach_changed", severity: "warning", message, counts }];
}
