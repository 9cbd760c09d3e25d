import { collectAdminEvents } from "@grantry/persistence";
import type { Counts } from "@grantry/queue";
import type { World } from "./world.js";

/** How long a plane keeps what the audit log was told already. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** Carries writes at admin APIs to the audit log when no control plane did, and removes old ones. */
export async function collectEvents({ control, planes, clock }: World): Promise<Counts> {
  const before = new Date(clock().getTime() - KEPT_MS);
  const counts = { collected: 0, purged: 0 };
  const failures: unknown[] = [];
  for (const { provisioner } of await planes.all()) {
    try {
      counts.collected += await collectAdminEvents(control, provisioner.adminEvents);
      counts.purged += await provisioner.adminEvents.purge(before);
    } catch (cause) {
      // A plane that is away does not hold up the others.
      failures.push(cause);
    }
  }
  if (failures.length > 0) throw failures[0];
  return counts;
}
