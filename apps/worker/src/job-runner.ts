import type { Server } from "node:http";
import type { OnApplicationBootstrap, OnApplicationShutdown } from "@nestjs/common";
import { FIRST_PLANE } from "@grantry/persistence";
import { Health, startHealthServer, type Logger } from "@grantry/platform";
import { startJobWorkers, type JobWorkers } from "@grantry/queue";
import type { WorkerConfig } from "./config.js";
import { jobHandlers } from "./job-handlers.js";
import { ScheduleKeeper } from "./schedule-keeper.js";
import type { WorkerLog } from "./worker-log.js";
import type { World } from "./world.js";

/** Running jobs get that long to end; what is left is taken over by another worker. */
const PATIENCE_MS = 2_500;

/** Works on the queues while the application lives. */
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #config: WorkerConfig;
  readonly #world: World;
  readonly #log: WorkerLog;
  readonly #keeper: ScheduleKeeper;
  readonly #health: Health;
  #workers: JobWorkers | undefined;
  #listener: Server | undefined;

  constructor(config: WorkerConfig, world: World, log: WorkerLog, logger: Logger) {
    this.#config = config;
    this.#world = world;
    this.#log = log;
    this.#keeper = new ScheduleKeeper(world.queues, logger, () => log.reachable());
    this.#health = new Health({
      database: () => world.control.ping(),
      plane: async () => (await world.planes.of(FIRST_PLANE)).ping(),
      queues: async () => void (await world.queues.counts()),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#listener = await startHealthServer(this.#health, this.#config.listen);
    this.#workers = startJobWorkers(this.#config.secrets.queue, jobHandlers(this.#world), {
      concurrency: this.#config.concurrency,
      lockSeconds: this.#config.lockSeconds,
      onEvent: (event) => this.#log.event(event),
    });
    void this.#keeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#health.drain();
    this.#keeper.stop();
    await this.#workers?.close(PATIENCE_MS);
    await this.#world.queues.close();
    this.#world.outbound.close();
    await Promise.all([this.#world.planes.close(), this.#world.control.close()]);
    this.#listener?.close();
  }
}
