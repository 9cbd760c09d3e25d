import { Module, type DynamicModule } from "@nestjs/common";
import {
  Envelope,
  openControl,
  openProvisioner,
  pendingControlMigrations,
  pendingPlaneMigrations,
} from "@grantry/persistence";
import type { Logger } from "@grantry/platform";
import { openJobQueues } from "@grantry/queue";
import { awaitDatabase } from "./await-database.js";
import type { WorkerConfig } from "./config.js";
import { JobRunner } from "./job-runner.js";
import { WorkerLog } from "./worker-log.js";

/** The worker: one runner over both databases and the queues. */
@Module({})
export class AppModule {
  static with(config: WorkerConfig, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: JobRunner, useFactory: () => openRunner(config, logger) }],
    };
  }
}

async function openRunner(config: WorkerConfig, logger: Logger): Promise<JobRunner> {
  const { databaseUrl, planeDatabaseUrl, masterKeys, queue } = config.secrets;
  await awaitDatabase("DATABASE_URL", () => pendingControlMigrations(databaseUrl), logger);
  await awaitDatabase(
    "GRANTRY_DATA_PLANE_DATABASE_URL",
    () => pendingPlaneMigrations(planeDatabaseUrl),
    logger,
  );
  const log = new WorkerLog(logger);
  const control = await openControl({ databaseUrl, poolSize: 4 });
  const plane = openProvisioner({
    databaseUrl: planeDatabaseUrl,
    envelope: new Envelope([...masterKeys]),
  });
  const queues = openJobQueues(queue, (name, error) => log.queueError(name, error));
  const world = { control, plane, queues, clock: () => new Date() };
  return new JobRunner(config, world, log, logger);
}
