import { grants, type PermissionUsage } from "@grantry/contracts";
import { type Caller, invalidField, leastPermissions } from "@grantry/control";
import type { PermissionUse } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findToken } from "./find-token.js";

export const REPORTED_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Which of its permissions a token has used lately, at the control plane and at the planes.
 * @throws ControlError `not_found`, `bad_request`
 */
export async function readPermissionUsage(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  wishedDays: unknown,
): Promise<PermissionUsage> {
  const token = await findToken(controlPlane, caller, id);
  const days = readDays(wishedDays);
  const uses = await permissionUses(controlPlane, [token.id], days);
  const used = new Set(uses.map(({ permission }) => permission));
  const permissions = token.permissions.map((permission) => {
    const own = uses.filter((use) => countsFor(use.permission, permission, token.permissions));
    return {
      permission,
      uses: sum(own),
      last_used_on:
        own
          .map(({ day }) => day)
          .toSorted()
          .at(-1) ?? null,
    };
  });
  return {
    days,
    since: new Date(Date.now() - days * DAY_MILLISECONDS).toISOString(),
    permissions,
    unused: permissions.filter((each) => each.uses === 0).map(({ permission }) => permission),
    suggested: leastPermissions(token.permissions, used),
    per_day: [...new Set(uses.map(({ day }) => day))]
      .toSorted()
      .map((day) => ({ day, uses: sum(uses.filter((use) => use.day === day)) })),
  };
}

/** The uses of tokens; those at planes that do not answer are missing. */
export async function permissionUses(
  controlPlane: ControlPlane,
  tokenIds: readonly string[],
  days = REPORTED_DAYS,
): Promise<PermissionUse[]> {
  if (tokenIds.length === 0) return [];
  const [own, atPlanes] = await Promise.all([
    controlPlane.control.permissionUses.list(tokenIds, days),
    controlPlane.askEveryPlane(
      (plane) => plane.permissionUses(tokenIds, days),
      "uses of permissions at a plane not read",
    ),
  ]);
  return [...own, ...atPlanes.flat()];
}

/** A read counts for the write that contains it when the token holds no read of its own. */
function countsFor(used: string, held: string, all: readonly string[]): boolean {
  return used === held || (!all.includes(used) && grants([held], used));
}

function sum(uses: readonly { uses: number }[]): number {
  return uses.reduce((total, each) => total + each.uses, 0);
}

function readDays(wished: unknown): number {
  if (wished === undefined || wished === "") return REPORTED_DAYS;
  const days = Number(wished);
  if (Number.isInteger(days) && days >= 1 && days <= REPORTED_DAYS) return days;
  throw invalidField("days", `Use a whole number from 1 to ${REPORTED_DAYS}.`);
}
