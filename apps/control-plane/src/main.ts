import { setTimeout as pause } from "node:timers/promises";
import {
  type ControlDatabase,
  openControl,
  pendingControlMigrations,
  PlaneDirectory,
} from "@grantry/persistence";
import { createLogger, EnvironmentError, Health, onShutdown, runMain } from "@grantry/platform";
import { createApplication } from "./application.js";
import { bootstrap } from "./bootstrap/bootstrap.js";
import { readConfig } from "./config.js";
import { ControlPlane } from "./control-plane.js";
import { MoveRunner } from "./planes/move-runner.js";
import { OutboxTicker } from "./planes/outbox-ticker.js";
import { PlaneWatch } from "./planes/plane-watch.js";
import { UsageWatch } from "./usage/usage-watch.js";

const DATABASE_PATIENCE_MILLISECONDS = 30_000;
const BOOTSTRAP_PAUSE_MILLISECONDS = 3_000;
const logger = createLogger({ name: "control-plane" });

async function main(): Promise<void> {
  const config = readConfig();
  const { databaseUrl, envelope } = config.secrets;
  const control = await openMigrated(databaseUrl);
  const planes = new PlaneDirectory(control, envelope);
  const controlPlane = new ControlPlane(config, control, planes, logger);
  let isReady = false;
  const health = new Health({
    database: () => control.ping(),
    bootstrap: () => {
      if (!isReady) throw new Error("The first preparation is not finished.");
    },
  });
  const app = await createApplication(controlPlane, health);
  const ticker = new OutboxTicker(controlPlane);
  const watch = new PlaneWatch(controlPlane);
  const moves = new MoveRunner(controlPlane);
  const usage = new UsageWatch(controlPlane);
  const stop = async (): Promise<void> => {
    await Promise.all([ticker.stop(), watch.stop(), moves.stop(), usage.stop()]);
    await app.close();
    await controlPlane.permissionUses.close();
    await Promise.all([planes.close(), control.close()]);
  };
  onShutdown(logger, stop, { health, seconds: config.drainSeconds });
  await app.listen(config.port, config.bind);
  logger.info({ port: config.port }, "listening");
  await prepare(controlPlane);
  await watch.look();
  isReady = true;
  ticker.start();
  watch.start();
  moves.start();
  usage.start();
  logger.info("ready");
}

/** Waits for the database, and refuses one whose tables are not up to date. */
async function openMigrated(databaseUrl: string): Promise<ControlDatabase> {
  const until = Date.now() + DATABASE_PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      const pending = await pendingControlMigrations(databaseUrl);
      if (pending.length > 0) {
        throw new EnvironmentError(
          "DATABASE_URL",
          `${pending.length} migrations are pending; run node infra/dist/migrate.js`,
        );
      }
      return await openControl({ databaseUrl });
    } catch (cause) {
      if (cause instanceof EnvironmentError) throw cause;
      if (Date.now() > until) {
        logger.error({ err: cause }, "database not reached");
        throw new EnvironmentError("DATABASE_URL", "the database did not answer for 30 seconds");
      }
      await pause(500);
    }
  }
}

/** Prepares the installation; while the plane is away the API answers and this tries again. */
async function prepare(controlPlane: ControlPlane): Promise<void> {
  for (;;) {
    try {
      await bootstrap(controlPlane, (line) => process.stdout.write(`${line}\n`));
      return;
    } catch (cause) {
      logger.error({ err: cause }, "preparation failed, trying again");
      await pause(BOOTSTRAP_PAUSE_MILLISECONDS);
    }
  }
}

runMain(() => logger, main);
