import { pendingPlaneMigrations } from "@grantry/persistence";
import { awaitDatabase, createLogger, onShutdown, runMain } from "@grantry/platform";
import { readConfig } from "./config.js";
import { startDataPlane } from "./data-plane.js";

const logger = createLogger({ name: "data-plane" });

runMain(
  () => logger,
  async () => {
    const config = readConfig();
    const { databaseUrl } = config.secrets;
    await awaitDatabase(
      "GRANTRY_DATA_PLANE_DATABASE_URL",
      () => pendingPlaneMigrations(databaseUrl),
      logger,
    );
    const plane = await startDataPlane(config, logger);
    onShutdown(logger, () => plane.stop(), {
      health: plane.health,
      seconds: config.drainSeconds,
    });
    logger.info({ port: config.port }, "ready");
  },
);
