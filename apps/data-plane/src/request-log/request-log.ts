import type { RequestLogEntry } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";

const WRITE_AFTER_MILLISECONDS = 500;

type Kind = "refusal" | "success";

/** Of one project and write; a flood must not fill the database. */
const MOST: Readonly<Record<Kind, number>> = { refusal: 100, success: 20 };

/** Of all projects and write: thousands of busy projects are thousands of transactions. */
const MOST_OF_ALL: Readonly<Record<Kind, number>> = { refusal: 1_000, success: 100 };

/** Where the entries of one project are kept. */
export interface RequestRecorder {
  record(entries: readonly RequestLogEntry[]): Promise<void>;
}

interface Pending {
  readonly recorder: RequestRecorder;
  readonly entries: RequestLogEntry[];
  readonly noted: Record<Kind, number>;
}

/**
 * Keeps what a project answered, beside the requests: no answer waits for its log. Refusals are kept
 * before successes; of a flood both are kept in part.
 */
export class RequestLog {
  readonly #logger: Logger;
  readonly #pending = new Map<string, Pending>();
  #noted: Record<Kind, number> = { refusal: 0, success: 0 };
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
    kind: Kind,
    describe: () => RequestLogEntry,
  ): void {
    if (this.#noted[kind] >= MOST_OF_ALL[kind]) return;
    const pending = this.#pending.get(projectId) ?? {
      recorder,
      entries: [],
      noted: { refusal: 0, success: 0 },
    };
    if (pending.noted[kind] >= MOST[kind]) return;
    this.#pending.set(projectId, pending);
    pending.noted[kind] += 1;
    this.#noted[kind] += 1;
    pending.entries.push(describe());
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MILLISECONDS).unref();
  }

  /** Writes what is pending; a database that refuses loses log entries and nothing else. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writes = [...this.#pending.values()];
    this.#pending.clear();
    this.#noted = { refusal: 0, success: 0 };
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
