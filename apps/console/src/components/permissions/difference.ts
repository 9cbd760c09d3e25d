import { grants, PERMISSIONS } from "@grantry/contracts";

/** What somebody gains and loses when one list of permissions takes the place of another. */
export function permissionDifference(
  before: readonly string[],
  after: readonly string[],
): { gained: string[]; lost: string[] } {
  return {
    gained: PERMISSIONS.filter((each) => grants(after, each) && !grants(before, each)),
    lost: PERMISSIONS.filter((each) => grants(before, each) && !grants(after, each)),
  };
}

/** Whether somebody who holds `held` may give all of a list: nothing beyond their own. */
export function grantsAll(held: readonly string[], permissions: readonly string[]): boolean {
  return permissions.every((permission) => grants(held, permission));
}
