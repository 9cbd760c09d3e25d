import type { Logger } from "@grantry/platform";
import type { QueueName, WorkerEvent } from "@grantry/queue";

const REPEAT_AFTER_MS = 60_000;
const REMEMBERED_MESSAGES = 100;

/**
 * Writes what happens to the queues into the log. An outage makes every connection complain every
 * second: the same complaint is written once a minute.
 */
export class WorkerLog {
  readonly #logger: Logger;
  readonly #clock: () => number;
  readonly #writtenAt = new Map<string, number>();

  constructor(logger: Logger, clock: () => number = Date.now) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** One event of the workers. */
  event(event: WorkerEvent): void {
    switch (event.type) {
      case "completed":
        return this.#logger.debug({ job: event.job, jobId: event.id }, "job completed");
      case "failed":
        return this.#logger.warn(
          { job: event.job, jobId: event.id, err: event.error },
          "job failed, is tried again",
        );
      case "dead-letter":
        return this.#logger.error(
          { job: event.job, jobId: event.id, err: event.error },
          "job failed for the last time",
        );
      case "stalled":
        return this.#logger.warn(
          { queue: event.queue, jobId: event.id },
          "job of a silent worker is taken over",
        );
      case "ready":
        return this.#logger.info({ queue: event.queue }, "queue ready");
      case "error":
        return this.queueError(event.queue, event.error);
    }
  }

  /** A connection error of a queue. */
  queueError(queue: QueueName, error: Error): void {
    const now = this.#clock();
    const complaint = `${error.name} ${error.message}`;
    const last = this.#writtenAt.get(complaint);
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
    if (this.#writtenAt.size >= REMEMBERED_MESSAGES) this.#writtenAt.clear();
    this.#writtenAt.set(complaint, now);
    this.#logger.warn({ queue, err: error }, "queue unreachable, waiting for it");
  }

  /** The queues answer again: the next complaint is news. */
  reachable(): void {
    if (this.#writtenAt.size === 0) return;
    this.#writtenAt.clear();
    this.#logger.info("queues reachable");
  }
}
