import {
  Envelope,
  openControl,
  openProvisioner,
  pendingControlMigrations,
  pendingPlaneMigrations,
} from "@grantry/persistence";
import { GuardedFetch, type Logger } from "@grantry/platform";
import { openJobQueues } from "@grantry/queue";
import { awaitDatabase } from "./await-database.js";
import type { WorkerConfig } from "./config.js";
import type { WorkerLog } from "./worker-log.js";
import type { World } from "./world.js";

/**
 * Opens both databases and the queues.
 * @throws EnvironmentError when a database cannot be reached or is not up to date
 */
export async function openWorld(
  { secrets, addresses, outboundAllow }: WorkerConfig,
  log: WorkerLog,
  logger: Logger,
): Promise<World> {
  const { databaseUrl, planeDatabaseUrl, masterKeys } = secrets;
  await awaitDatabase("DATABASE_URL", () => pendingControlMigrations(databaseUrl), logger);
  await awaitDatabase(
    "GRANTRY_DATA_PLANE_DATABASE_URL",
    () => pendingPlaneMigrations(planeDatabaseUrl),
    logger,
  );
  const envelope = new Envelope([...masterKeys]);
  return {
    control: await openControl({ databaseUrl, poolSize: 4 }),
    plane: openProvisioner({ databaseUrl: planeDatabaseUrl, envelope }),
    envelope,
    queues: openJobQueues(secrets.queue, (queue, error) => log.queueError(queue, error)),
    addresses,
    outbound: new GuardedFetch(outboundAllow),
    clock: () => new Date(),
  };
}
