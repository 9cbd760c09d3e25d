import { deliverToPlane } from "@grantry/persistence";
import type { Counts } from "@grantry/queue";
import type { World } from "./world.js";

const MESSAGES_PER_RUN = 500;

/**
 * Brings to the plane what the control plane could not: projects, personal access tokens,
 * revocations. A message that fails again waits longer each time.
 */
export async function drainOutbox({ control, planes }: World): Promise<Counts> {
  return control.outbox.drain((message) => deliverToPlane(control, planes, message), {
    limit: MESSAGES_PER_RUN,
  });
}
