import type { ControlDatabase, PlaneProvisioner } from "@grantry/persistence";
import type { JobQueues } from "@grantry/queue";

/** All that jobs may touch. */
export interface World {
  readonly control: ControlDatabase;
  readonly plane: PlaneProvisioner;
  readonly queues: JobQueues;
  readonly clock: () => Date;
}
