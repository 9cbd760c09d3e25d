import type { Logger } from "@grantry/platform";
import type { JobQueues } from "@grantry/queue";

const LOOK_EVERY_MS = 5_000;

/**
 * Keeps every schedule in place. A Redis that comes back without its data has no schedules any
 * more: they are put back within seconds, and with them all work resumes.
 */
export class ScheduleKeeper {
  readonly #queues: Pick<JobQueues, "installSchedules">;
  readonly #logger: Logger;
  readonly #onReachable: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    queues: Pick<JobQueues, "installSchedules">,
    logger: Logger,
    onReachable: () => void,
  ) {
    this.#queues = queues;
    this.#logger = logger;
    this.#onReachable = onReachable;
  }

  /** Looks now and every five seconds; an outage ends the look, not the keeper. */
  async start(): Promise<void> {
    try {
      const installed = await this.#queues.installSchedules();
      this.#onReachable();
      if (installed.length > 0) this.#logger.info({ schedules: installed }, "schedules installed");
    } catch (error) {
      this.#logger.debug({ err: error }, "schedules not looked at");
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
