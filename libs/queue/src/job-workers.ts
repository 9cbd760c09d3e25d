import { DelayedError, UnrecoverableError, type Job as QueuedJob } from "bullmq";
import {
  InvalidJob,
  parseJob,
  QUEUES,
  type Job,
  type JobName,
  type JobPayload,
  type QueueName,
} from "./job-list.js";
import { Worker, type QueueAddress } from "./queue-backend.js";

/** What a run did, in numbers: `{ grants: 18204 }`. */
export type Counts = Readonly<Record<string, number>>;

/** One attempt at a job. */
export interface Attempt {
  /** The same for every attempt at a job, and for no other job. */
  readonly key: string;
  /** From 1. */
  readonly number: number;
  /** No further attempt follows a failure of this one. */
  readonly isLast: boolean;
  /** An earlier attempt failed, or its worker died. */
  readonly isRepeat: boolean;
  /** What earlier attempts kept. */
  readonly kept: Counts;
  /** Keeps counts for the next attempt, should this one end before its time. */
  keep(counts: Counts): Promise<void>;
}

/** Not yet: the job waits until then and its attempts are not counted. */
export class Postponed extends Error {
  override readonly name = "Postponed";

  constructor(readonly until: Date) {
    super(`postponed until ${until.toISOString()}`);
  }
}

/** One function for each job; throws Postponed, or anything else to be tried again. */
export type JobHandlers = {
  readonly [Name in JobName]: (payload: JobPayload<Name>, attempt: Attempt) => Promise<Counts>;
};

/** What happened to the workers, for the log. */
export type WorkerEvent =
  | { readonly type: "completed"; readonly job: string; readonly id: string }
  | {
      readonly type: "failed" | "dead-letter";
      readonly job: string;
      readonly id: string;
      readonly error: Error;
    }
  | { readonly type: "stalled"; readonly queue: QueueName; readonly id: string }
  | { readonly type: "ready"; readonly queue: QueueName }
  | { readonly type: "error"; readonly queue: QueueName; readonly error: Error };

export interface JobWorkers {
  /** Resolves when every queue can be reached. */
  ready(): Promise<void>;
  /** Takes no further job, waits for running ones at most that long, then leaves them to others. */
  close(patienceMs: number): Promise<void>;
}

/**
 * Works on every queue.
 * @param options.concurrency jobs of one queue at a time
 * @param options.lockSeconds how long a job stays with a worker that gives no sign of life
 */
export function startJobWorkers(
  address: QueueAddress,
  handlers: JobHandlers,
  options: {
    readonly concurrency: number;
    readonly lockSeconds: number;
    readonly onEvent: (event: WorkerEvent) => void;
  },
): JobWorkers {
  const { concurrency, lockSeconds, onEvent } = options;
  const workers = QUEUES.map((queue) => {
    const work = (queued: QueuedJob, token?: string) => process(queue, handlers, queued, token);
    const worker = new Worker(queue, work, {
      connection: { address, whenLost: "wait" },
      concurrency,
      lockDuration: lockSeconds * 1_000,
      stalledInterval: (lockSeconds * 1_000) / 2,
      // A job that takes its worker down with it every time becomes a dead letter.
      maxStalledCount: 3,
      runRetryDelay: 1_000,
    });
    worker.on("error", (error: Error) => onEvent({ type: "error", queue, error }));
    worker.on("ready", () => onEvent({ type: "ready", queue }));
    worker.on("stalled", (id: string) => onEvent({ type: "stalled", queue, id }));
    worker.on("completed", (job) =>
      onEvent({ type: "completed", job: job.name, id: job.id ?? "" }),
    );
    worker.on("failed", (job, error) => {
      const dead = job === undefined || job.finishedOn !== undefined;
      const type = dead ? "dead-letter" : "failed";
      onEvent({ type, job: job?.name ?? "", id: job?.id ?? "", error });
    });
    return worker;
  });

  return {
    async ready() {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    async close(patienceMs) {
      await Promise.all(workers.map((worker) => closeWithin(worker, patienceMs)));
    },
  };
}

async function process(
  queue: QueueName,
  handlers: JobHandlers,
  queued: QueuedJob,
  token: string | undefined,
): Promise<Counts> {
  const attempts = queued.opts.attempts ?? 1;
  const attempt = {
    key: `${queue} ${queued.id} ${queued.timestamp}`,
    number: queued.attemptsMade + 1,
    isLast: queued.attemptsMade + 1 >= attempts,
    isRepeat: queued.attemptsStarted > 1,
    kept: readCounts(queued.progress),
    keep: (counts: Counts) => queued.updateProgress(counts),
  };
  try {
    return await handle(handlers, parseJob(queued.name, queued.data), attempt);
  } catch (error) {
    if (error instanceof InvalidJob) throw new UnrecoverableError(error.message);
    if (!(error instanceof Postponed)) throw error;
    await queued.moveToDelayed(error.until.getTime(), token);
    throw new DelayedError(error.message);
  }
}

/** The handler of a job takes the payload of that job: both come from the same declaration. */
function handle(handlers: JobHandlers, job: Job, attempt: Attempt): Promise<Counts> {
  const handler = handlers[job.name] as (payload: object, attempt: Attempt) => Promise<Counts>;
  return handler(job.payload, attempt);
}

function readCounts(progress: unknown): Counts {
  if (typeof progress !== "object" || progress === null) return {};
  return Object.fromEntries(
    Object.entries(progress).filter(([, count]) => typeof count === "number"),
  );
}

interface Closable {
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

async function closeWithin(worker: Closable, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, patienceMs, "late");
  });
  const closing = worker.close().catch(() => undefined);
  if ((await Promise.race([closing, late])) === "late") {
    // Without a connection this waits for one; the process does not.
    void worker.disconnect().catch(() => undefined);
  }
  clearTimeout(timer);
}
