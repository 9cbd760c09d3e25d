import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { createLogger, onShutdown, runMain } from "@grantry/platform";
import { AppModule } from "./app.module.js";
import { readConfig } from "./config.js";
import { NestLog } from "./nest-log.js";

const logger = createLogger({ name: "worker" });

runMain(
  () => logger,
  async () => {
    const config = readConfig();
    const app = await NestFactory.createApplicationContext(AppModule.with(config, logger), {
      logger: new NestLog(logger),
      abortOnError: false,
    });
    onShutdown(logger, () => app.close());
    const { kind } = config.secrets.queue;
    logger.info({ port: config.listen.port, queues: kind }, "worker started");
  },
);
