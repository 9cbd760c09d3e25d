import { type Effect, grants } from "@grantry/contracts";

const MOST_NAMED = 3;

/** What going from one list of permissions to another gives and takes. */
export interface RightsChange {
  gained: string[];
  lost: string[];
}

/**
 * What is gained and lost between two lists of permissions. `clients:write` contains
 * `clients:read`: who goes from one to the other loses the writing only.
 */
export function rightsChange(before: readonly string[], after: readonly string[]): RightsChange {
  return {
    gained: after.filter((permission) => !grants(before, permission)).toSorted(),
    lost: before.filter((permission) => !grants(after, permission)).toSorted(),
  };
}

/** What a change of rights does to somebody, in a sentence each. */
export function rightsEffects(
  who: string,
  { gained, lost }: RightsChange,
  where: string,
): Effect[] {
  const effects: Effect[] = [];
  if (lost.length > 0) {
    const message = `${who} loses ${named(lost)} ${where}.`;
    const counts = { permissions: lost.length };
    effects.push({ code: "permissions_lost", severity: "warning", message, counts });
  }
  if (gained.length > 0) {
    const message = `${who} gains ${named(gained)} ${where}.`;
    const counts = { permissions: gained.length };
    effects.push({ code: "permissions_gained", severity: "warning", message, counts });
  }
  return effects;
}

function named(permissions: readonly string[]): string {
  const more = permissions.length - MOST_NAMED;
  if (more <= 1) return permissions.join(", ");
  return `${permissions.slice(0, MOST_NAMED).join(", ")} and ${more} more permissions`;
}
