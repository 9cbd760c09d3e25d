import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "./environment.js";
import type { Logger } from "./logger.js";

const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Waits for a database and checks that it is up to date.
 * @param variable names the database, for whoever has to mend it
 * @param pending answers the migrations that have not run
 * @throws EnvironmentError when it cannot be reached for 30 seconds, or migrations are pending
 */
export async function awaitDatabase(
  variable: string,
  pending: () => Promise<string[]>,
  logger: Logger,
): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const names = await pending();
      if (names.length === 0) return;
      const mend = "run `npm start`, or `node infra/dist/migrate.js`";
      throw new EnvironmentError(variable, `has ${names.length} pending migrations: ${mend}`);
    } catch (error) {
      if (error instanceof EnvironmentError) throw error;
      if (Date.now() > until) {
        throw new EnvironmentError(variable, "names a database that could not be reached for 30 s");
      }
      logger.warn({ variable, err: error }, "database unreachable, trying again");
    }
    await sleep(PAUSE_MS);
  }
}
