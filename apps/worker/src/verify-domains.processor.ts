import { deliverToPlane, verifyDomain } from "@grantry/persistence";
import type { Counts } from "@grantry/queue";
import type { World } from "./world.js";

const DOMAINS_PER_RUN = 100;
/** After so long somebody has to ask: a claim that nobody proves is no claim. */
const LOOKED_FOR_MILLISECONDS = 14 * 86_400_000;

/** Looks for the DNS records of host names that wait to be verified. */
export async function verifyPendingDomains(world: World): Promise<Counts> {
  const { control, planes, textRecords, clock } = world;
  const since = new Date(clock().getTime() - LOOKED_FOR_MILLISECONDS);
  const pending = await control.customDomains.pending(since, DOMAINS_PER_RUN);
  let verified = 0;
  for (const domain of pending) {
    const lookUp = (name: string) => textRecords.of(name);
    const outcome = await verifyDomain(control, lookUp, domain, {
      type: "system",
      id: "custom-domains",
      label: "Custom domains",
      address: null,
      userAgent: null,
      requestId: domain.id,
    });
    if (outcome.domain.verifiedAt !== null) verified += 1;
    for (const message of outcome.messages) {
      await control.outbox.attempt(message, (each) => deliverToPlane(control, planes, each));
    }
  }
  return { pending: pending.length - verified, verified };
}
