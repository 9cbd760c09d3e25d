import type { ControlDatabase, Envelope, PlaneProvisioner } from "@grantry/persistence";
import type { Addresses, GuardedFetch } from "@grantry/platform";
import type { JobQueues } from "@grantry/queue";

/** All that jobs may touch. */
export interface World {
  readonly control: ControlDatabase;
  readonly plane: PlaneProvisioner;
  /** Opens and seals what the databases hold under the master key. */
  readonly envelope: Envelope;
  readonly queues: JobQueues;
  readonly addresses: Addresses;
  /** The way to addresses that tenants chose. */
  readonly outbound: Pick<GuardedFetch, "request" | "close">;
  readonly clock: () => Date;
}
