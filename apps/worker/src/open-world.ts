import {
  Envelope,
  openControl,
  pendingControlMigrations,
  pendingPlaneMigrations,
  PlaneDirectory,
} from "@grantry/persistence";
import { awaitDatabase, GuardedFetch, type Logger, TextRecords } from "@grantry/platform";
import { openJobQueues } from "@grantry/queue";
import type { WorkerConfig } from "./config.js";
import { openMailSender } from "./mail-sender.js";
import type { WorkerLog } from "./worker-log.js";
import type { World } from "./world.js";

/**
 * Opens the databases and the queues.
 * @throws EnvironmentError when a database cannot be reached or is not up to date
 */
export async function openWorld(
  { secrets, addresses, outboundAllow, dnsServers }: WorkerConfig,
  log: WorkerLog,
  logger: Logger,
): Promise<World> {
  const { databaseUrl, dataPlanes, masterKeys, mailServer } = secrets;
  await awaitDatabase("DATABASE_URL", () => pendingControlMigrations(databaseUrl), logger);
  // One plane that is away must not keep the others waiting: only the first is waited for.
  for (const { databaseVariable, databaseUrl: planeUrl } of dataPlanes.slice(0, 1)) {
    await awaitDatabase(databaseVariable, () => pendingPlaneMigrations(planeUrl), logger);
  }
  const envelope = new Envelope([...masterKeys]);
  const control = await openControl({ databaseUrl, poolSize: 4 });
  const planes = new PlaneDirectory(control, envelope);
  await planes.seed(dataPlanes);
  return {
    control,
    planes,
    envelope,
    queues: openJobQueues(secrets.queue, (queue, error) => log.queueError(queue, error)),
    addresses,
    outbound: new GuardedFetch(outboundAllow),
    textRecords: new TextRecords(dnsServers),
    mailSender: mailServer && openMailSender(mailServer),
    clock: () => new Date(),
  };
}
