import type { ControlDatabase, Envelope, PlaneDirectory } from "@grantry/persistence";
import type { Addresses, GuardedFetch, TextRecords } from "@grantry/platform";
import type { JobQueues } from "@grantry/queue";
import type { MailSender } from "./mail-sender.js";

/** All that jobs may touch. */
export interface World {
  readonly control: ControlDatabase;
  readonly planes: PlaneDirectory;
  /** Opens and seals what the databases hold under the master key. */
  readonly envelope: Envelope;
  readonly queues: JobQueues;
  readonly addresses: Addresses;
  /** The way to addresses that tenants chose. */
  readonly outbound: Pick<GuardedFetch, "request" | "close">;
  readonly textRecords: TextRecords;
  /** Undefined without a mail server: then mail stays in the local mailbox. */
  readonly mailSender: MailSender | undefined;
  readonly clock: () => Date;
}
