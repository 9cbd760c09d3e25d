import type { DefaultJobOptions, Job as QueuedJob } from "bullmq";
import { jobKey, QUEUES, queueOf, type Job, type QueueName } from "./job-list.js";
import { Queue, type QueueAddress } from "./queue-backend.js";
import { SCHEDULES, type Schedule, type ScheduleName } from "./schedule-list.js";

const DAY_SECONDS = 24 * 60 * 60;
const ANSWER_WITHIN_MS = 5_000;

/** Failed work is tried 8 times, over about four minutes, before it becomes a dead letter. */
const JOB_OPTIONS: DefaultJobOptions = {
  attempts: 8,
  backoff: { type: "exponential", delay: 2_000, jitter: 0.5 },
  removeOnComplete: { age: DAY_SECONDS, count: 1_000 },
  removeOnFail: { age: 30 * DAY_SECONDS, count: 10_000 },
  sizeLimit: 4_096,
};

/** The queues do not answer; nothing was added, or it is unknown whether it was. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

export interface QueueCounts {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly deadLetters: number;
}

/** A job whose last attempt failed. */
export interface DeadLetter {
  readonly queue: QueueName;
  readonly id: string;
  readonly job: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly error: string;
  readonly failedAt?: Date;
}

export interface ScheduleState {
  readonly name: ScheduleName;
  readonly everySeconds: number;
  /** Absent while the schedule is not installed. */
  readonly nextRunAt?: Date;
}

/** The side of the queues that adds and looks. Every method throws QueueUnavailable during an outage. */
export interface JobQueues {
  readonly address: QueueAddress;
  /** Adds a job; one that waits, runs or is tried again already stands in for it. Answers its id. */
  add(job: Job): Promise<string>;
  /** Adds many jobs of one queue in one round trip. */
  addAll(jobs: readonly Job[]): Promise<void>;
  /** Puts every schedule in place; those in place stay as they are. Answers the new ones. */
  installSchedules(): Promise<ScheduleName[]>;
  schedules(): Promise<ScheduleState[]>;
  counts(): Promise<QueueCounts[]>;
  /** Dead letters of a queue, newest first. */
  deadLetters(queue: QueueName, page?: { offset: number; limit: number }): Promise<DeadLetter[]>;
  /** Lets a dead letter wait again, with all its attempts. */
  retryDeadLetter(queue: QueueName, id: string): Promise<"retried" | "absent">;
  discardDeadLetter(queue: QueueName, id: string): Promise<"discarded" | "absent">;
  close(): Promise<void>;
}

type BackedQueue = InstanceType<typeof Queue>;

/**
 * Opens the queues for adding and looking; connects in the background and again after an outage.
 * @param onError called with each connection error; the queues mend themselves
 */
export function openJobQueues(
  address: QueueAddress,
  onError: (queue: QueueName, error: Error) => void,
): JobQueues {
  const opened = new Map<QueueName, BackedQueue>();
  const queue = (name: QueueName): BackedQueue => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const created = new Queue(name, {
      connection: { address, whenLost: "fail" },
      defaultJobOptions: JOB_OPTIONS,
    });
    created.on("error", (error: Error) => onError(name, error));
    opened.set(name, created);
    return created;
  };

  return {
    address,

    async add(job) {
      const added = await answered(
        queue(queueOf(job.name)).add(job.name, job.payload, onlyOnce(job)),
      );
      return added.id ?? "";
    },

    async addAll(jobs) {
      const [first] = jobs;
      if (first === undefined) return;
      const entries = jobs.map((job) => ({
        name: job.name,
        data: job.payload,
        opts: onlyOnce(job),
      }));
      await answered(queue(queueOf(first.name)).addBulk(entries));
    },

    async installSchedules() {
      const installed: ScheduleName[] = [];
      for (const schedule of SCHEDULES) {
        if (await answered(install(queue(queueOf(schedule.job)), schedule))) {
          installed.push(schedule.name);
        }
      }
      return installed;
    },

    async schedules() {
      return answered(
        Promise.all(
          SCHEDULES.map(async (schedule) => {
            const found = await queue(queueOf(schedule.job)).getJobScheduler(schedule.name);
            const state = { name: schedule.name, everySeconds: schedule.everySeconds };
            if (found?.next === undefined) return state;
            return { ...state, nextRunAt: new Date(found.next) };
          }),
        ),
      );
    },

    async counts() {
      return answered(
        Promise.all(
          QUEUES.map(async (name) => {
            const counts = await queue(name).getJobCounts();
            return {
              queue: name,
              waiting: (counts["waiting"] ?? 0) + (counts["prioritized"] ?? 0),
              active: counts["active"] ?? 0,
              delayed: counts["delayed"] ?? 0,
              deadLetters: counts["failed"] ?? 0,
            };
          }),
        ),
      );
    },

    async deadLetters(name, { offset, limit } = { offset: 0, limit: 50 }) {
      const failed = await answered(queue(name).getFailed(offset, offset + limit - 1));
      return failed.map((job) => deadLetter(name, job));
    },

    async retryDeadLetter(name, id) {
      const job = await failedJob(queue(name), id);
      if (job === undefined) return "absent";
      await answered(job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true }));
      return "retried";
    },

    async discardDeadLetter(name, id) {
      const job = await failedJob(queue(name), id);
      if (job === undefined) return "absent";
      await answered(job.remove());
      return "discarded";
    },

    async close() {
      await Promise.all([...opened.values()].map(close));
      opened.clear();
    },
  };
}

function onlyOnce(job: Job) {
  return { deduplication: { id: jobKey(job) } };
}

async function install(queue: BackedQueue, schedule: Schedule): Promise<boolean> {
  const every = schedule.everySeconds * 1_000;
  const found = await queue.getJobScheduler(schedule.name);
  if (found?.every === every) return false;
  await queue.upsertJobScheduler(
    schedule.name,
    { every },
    { name: schedule.job, data: {}, opts: JOB_OPTIONS },
  );
  return true;
}

async function failedJob(queue: BackedQueue, id: string): Promise<QueuedJob | undefined> {
  const job = await answered(queue.getJob(id));
  if (job === undefined || !(await answered(job.isFailed()))) return undefined;
  return job;
}

function deadLetter(queue: QueueName, job: QueuedJob): DeadLetter {
  const letter = {
    queue,
    id: job.id ?? "",
    job: job.name,
    payload: job.data as unknown,
    attempts: job.attemptsMade,
    error: job.failedReason ?? "",
  };
  return job.finishedOn === undefined ? letter : { ...letter, failedAt: new Date(job.finishedOn) };
}

/** A queue that lost its connection closes without saying goodbye. */
async function close(queue: BackedQueue): Promise<void> {
  const late = Symbol("late");
  const ended = await Promise.race([queue.close().catch(() => undefined), after(1_000, late)]);
  if (ended === late) void queue.disconnect().catch(() => undefined);
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  const late = Symbol("late");
  let result: T | typeof late;
  try {
    result = await Promise.race([answer, after(ANSWER_WITHIN_MS, late)]);
  } catch (error) {
    throw new QueueUnavailable(`the queues refuse: ${String(error)}`, { cause: error });
  }
  if (result === late) throw new QueueUnavailable("the queues do not answer");
  return result;
}

function after<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, value).unref();
  });
}
