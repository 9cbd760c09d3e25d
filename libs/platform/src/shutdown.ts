import type { Logger } from "pino";

const defaultTimeoutMilliseconds = 4_500;

/**
 * Runs `stop` once, on SIGTERM, SIGINT, or when the runner that started this process has died
 * (its channel closes), then exits 0. A stop that fails or outlasts `timeoutMilliseconds` exits 1.
 */
export function onShutdown(
  logger: Logger,
  stop: () => Promise<void>,
  timeoutMilliseconds: number = defaultTimeoutMilliseconds,
): void {
  let stopping = false;
  const begin = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, "stopping");
    setTimeout(() => {
      logger.error("stopping took too long");
      process.exit(1);
    }, timeoutMilliseconds).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", () => begin("SIGTERM"));
  process.once("SIGINT", () => begin("SIGINT"));
  if (process.channel) process.once("disconnect", () => begin("runner gone"));
}

/**
 * Runs an app's `main`. A refused setting or a failed start prints one line on stderr and exits 1;
 * an unexpected fault later is logged and exits 1, so that the runner starts afresh.
 */
export function runMain(logger: () => Logger, main: () => Promise<void>): void {
  const fail = (error: unknown): void => {
    if (error instanceof Error && error.name === "EnvironmentError") {
      process.stderr.write(`${error.message}\n`);
    } else {
      logger().fatal({ err: error }, "fault");
    }
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  main().catch(fail);
}
