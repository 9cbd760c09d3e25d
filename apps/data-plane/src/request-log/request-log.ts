import type { RequestLogEntry } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";

const WRITE_AFTER_MILLISECONDS = 500;

/** Of one project and write; a flood must not fill the database. */
const MOST_REFUSALS = 100;
const MOST_SUCCESSES = 20;

/** Where the entries of one project are kept. */
export interface RequestRecorder {
  record(entries: readonly RequestLogEntry[]): Promise<void>;
}

interface Pending {
  readonly recorder: RequestRecorder;
  readonly entries: RequestLogEntry[];
  refusals: number;
  successes: number;
}

/**
 * Keeps what a project answered, beside the requests: no answer waits for its log. Refusals are kept
 * before successes; of a flood both are kept in part.
 */
export class RequestLog {
  readonly #logger: Logger;
  readonly #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Notes one answer of a project, unless enough of its kind wait to be written.
   * @param describe makes the entry; not called when there is no place for it
   */
  add(
    projectId: string,
    recorder: RequestRecorder,
    kind: "refusal" | "success",
    describe: () => RequestLogEntry,
  ): void {
    let pending = this.#pending.get(projectId);
    if (pending === undefined) {
      pending = { recorder, entries: [], refusals: 0, successes: 0 };
      this.#pending.set(projectId, pending);
    }
    if (kind === "refusal") {
      if (pending.refusals >= MOST_REFUSALS) return;
      pending.refusals += 1;
    } else {
      if (pending.successes >= MOST_SUCCESSES) return;
      pending.successes += 1;
    }
    pending.entries.push(describe());
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
            this.#logger.warn({ err: error, entries: entries.length }, "request log not written"),
          ),
      ),
    );
    this.#writing = Promise.all([this.#writing, written]).then(() => undefined);
    await this.#writing;
  }
}
