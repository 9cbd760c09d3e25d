import type { Delivery } from "@grantry/oauth2";
import type { Logger } from "@grantry/platform";

const WRITE_AFTER_MILLISECONDS = 1_000;

/** Of one project and write; a busy hook must not fill the database with its successes. */
const MOST_PER_WRITE = 20;

/** Where the entries of one project are kept. */
export interface DeliveryRecorder {
  record(entries: readonly Delivery[]): Promise<void>;
}

/**
 * Writes what was sent to hooks, at most once a second and project and beside the requests: no token
 * waits for its log. Of very many calls the failures are kept before the successes.
 */
export class DeliveryLog {
  readonly #logger: Logger;
  readonly #pending = new Map<string, { recorder: DeliveryRecorder; entries: Delivery[] }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Notes one call of a project. */
  add(projectId: string, recorder: DeliveryRecorder, entry: Delivery): void {
    const pending = this.#pending.get(projectId) ?? { recorder, entries: [] };
    this.#pending.set(projectId, pending);
    if (pending.entries.length < MOST_PER_WRITE) pending.entries.push(entry);
    else if (entry.state !== "delivered") replaceSuccess(pending.entries, entry);
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MILLISECONDS).unref();
  }

  /** Writes what is pending; a database that refuses loses log entries and nothing else. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writes = [...this.#pending.values()];
    this.#pending.clear();
    const written = Promise.all(
      writes.map(({ recorder, entries }) =>
        recorder
          .record(entries)
          .catch((error: unknown) =>
            this.#logger.warn({ err: error, entries: entries.length }, "delivery log not written"),
          ),
      ),
    );
    this.#writing = Promise.all([this.#writing, written]).then(() => undefined);
    await this.#writing;
  }
}

function replaceSuccess(entries: Delivery[], entry: Delivery): void {
  const index = entries.findIndex(({ state }) => state === "delivered");
  if (index !== -1) entries[index] = entry;
}
