import type { Logger } from "pino";
import type { Environment } from "./environment.js";
import type { Health } from "./health.js";

const stopMilliseconds = 4_500;

/** What a process tells the runner that started it before it exits over a refused setting. */
export interface RefusedSetting {
  readonly refusedSetting: string;
}

/** What happens before a process that was told to stop accepts nothing more. */
export interface Notice {
  /** Says not ready from then on. */
  readonly health: Health;
  /** How long the process goes on serving meanwhile, so that load balancers have seen it. */
  readonly seconds: number;
}

/**
 * Runs `stop` once, on SIGTERM or SIGINT and after the notice, or when the runner that started this
 * process has died (its channel closes), then exits 0. A stop that fails or outlasts
 * `stopMilliseconds` exits 1.
 */
export function onShutdown(logger: Logger, stop: () => Promise<void>, notice?: Notice): void {
  let stopping = false;
  const begin = (reason: string, noticeSeconds: number): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, "stopping");
    notice?.health.drain();
    setTimeout(end, noticeSeconds * 1_000);
  };
  const end = (): void => {
    setTimeout(() => {
      logger.error("stopping took too long");
      process.exit(1);
    }, stopMilliseconds).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  const seconds = notice?.seconds ?? 0;
  process.once("SIGTERM", () => begin("SIGTERM", seconds));
  process.once("SIGINT", () => begin("SIGINT", seconds));
  if (process.channel) process.once("disconnect", () => begin("runner gone", 0));
}

/** `GRANTRY_DRAIN_SECONDS`: how long a process serves on, not ready, after it was told to stop. */
export function drainSeconds(environment: Environment): number {
  return environment.integer("GRANTRY_DRAIN_SECONDS", 0, { max: 300 });
}

/**
 * Runs an app's `main`. A refused setting or a failed start prints one line on stderr and exits 1;
 * an unexpected fault later is logged and exits 1, so that the runner starts afresh.
 */
export function runMain(logger: () => Logger, main: () => Promise<void>): void {
  const fail = (error: unknown): void => {
    if (error instanceof Error && error.name === "EnvironmentError") {
      process.stderr.write(`${error.message}\n`);
      const told: RefusedSetting = { refusedSetting: error.message };
      if (process.send) process.send(told, () => process.exit(1));
      else process.exit(1);
      return;
    }
    logger().fatal({ err: error }, "fault");
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  main().catch(fail);
}
