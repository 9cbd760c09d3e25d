import { collectAdminEvents } from "@grantry/persistence";
import type { Counts } from "@grantry/queue";
import type { World } from "./world.js";

/** How long a plane keeps what the audit log was told already. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** Carries writes at admin APIs to the audit log when no control plane did, and removes old ones. */
export async function collectEvents({ control, plane, clock }: World): Promise<Counts> {
  return {
    collected: await collectAdminEvents(control, plane.adminEvents),
    purged: await plane.adminEvents.purge(new Date(clock().getTime() - KEPT_MS)),
  };
}
