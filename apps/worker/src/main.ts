import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { createLogger, onShutdown, runMain } from "@grantry/platform";
import { AppModule } from "./app.module.js";
import { readConfig } from "./config.js";
import { JobRunner } from "./job-runner.js";
import { NestLog } from "./nest-log.js";
import { openWorld } from "./open-world.js";
import { WorkerLog } from "./worker-log.js";

const logger = createLogger({ name: "worker" });

runMain(
  () => logger,
  async () => {
    const config = readConfig();
    const log = new WorkerLog(logger);
    const world = await openWorld(config, log, logger);
    const runner = new JobRunner(config, world, log, logger);
    const app = await NestFactory.createApplicationContext(AppModule.with(runner), {
      logger: new NestLog(logger),
      abortOnError: false,
    });
    onShutdown(logger, () => app.close());
    const { kind } = config.secrets.queue;
    logger.info({ port: config.listen.port, queues: kind }, "worker started");
  },
);
