import { Worker } from "node:worker_threads";
import { percentile } from "../statistics.js";
import { deviation, requestRenderer } from "../load/plan.js";
import type { LoadPlan, Variation } from "../load/plan.js";
import { Connection } from "./connection.js";

/** What an open loop saw: latencies count from when a request was due, not from when it was sent. */
export interface OpenLoopResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** The same of what the generator itself was late with, although a connection was free. */
  readonly lateMilliseconds: number;
  readonly wrong: number;
  readonly wrongExample?: string;
}

export interface Pace {
  readonly requestsPerSecond: number;
  /** How long it is sent and counted, after the warm-up. */
  readonly seconds: number;
  readonly connections: number;
}

/**
 * Requests of the first second are sent and judged, but their latencies do not count: connections
 * open, and code that has never run is compiled.
 */
const warmUpSeconds = 1;

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered: a stalled server is
 * charged for everyone who would have waited. Ends early when single-use values are used up.
 */
export async function openLoop(plan: LoadPlan, pace: Pace): Promise<OpenLoopResult> {
  const connections = await Promise.all(
    Array.from({ length: pace.connections }, () => Connection.open(plan.port)),
  );
  const run = new Run(plan, pace, connections);
  try {
    return await run.finished;
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** The same on a thread of its own, while this one is busy with something else. */
export async function openLoopAside(plan: LoadPlan, pace: Pace): Promise<OpenLoopResult> {
  const worker = new Worker(new URL("./open-loop-worker.js", import.meta.url), {
    workerData: { plan, pace },
  });
  return await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

class Run {
  readonly finished: Promise<OpenLoopResult>;
  readonly #idle: Connection[];
  readonly #due: number[] = [];
  readonly #values: Variation[];
  readonly #render: (variation: Variation) => string;
  readonly #latencies: number[] = [];
  readonly #delays: number[] = [];
  readonly #startedAt = performance.now();
  readonly #countedFrom = this.#startedAt + warmUpSeconds * 1000;
  #scheduled = 0;
  #lastSentAt = 0;
  #isUsedUp = false;
  #sent = 0;
  #wrong = 0;
  #wrongExample: string | undefined;
  #end!: (result: OpenLoopResult) => void;

  constructor(
    private readonly plan: LoadPlan,
    private readonly pace: Pace,
    connections: Connection[],
  ) {
    this.#idle = [...connections];
    this.#values = [...(plan.variations?.list ?? [{}])];
    this.#render = requestRenderer(plan);
    this.finished = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#tick();
  }

  #tick(): void {
    const elapsed = (performance.now() - this.#startedAt) / 1000;
    const seconds = warmUpSeconds + this.pace.seconds;
    const wanted = Math.floor(Math.min(elapsed, seconds) * this.pace.requestsPerSecond);
    for (; this.#scheduled < wanted; this.#scheduled += 1) {
      this.#due.push(this.#startedAt + (this.#scheduled / this.pace.requestsPerSecond) * 1000);
    }
    this.#sendWhatIsDue();
    const over = elapsed > seconds || this.#isUsedUp;
    const answered = this.#due.length === 0 && this.#idle.length === this.pace.connections;
    if ((over && answered) || elapsed > seconds * 2 + 10) return this.#finish();
    setTimeout(() => this.#tick(), 1);
  }

  /** `wasFull`: every connection was taken, so the server is late, not we. */
  #sendWhatIsDue(wasFull = false): void {
    while (this.#due.length > 0 && this.#idle.length > 0) {
      const variation = this.#variation();
      if (variation === undefined) {
        this.#due.length = 0;
        this.#isUsedUp = true;
        return;
      }
      const connection = this.#idle.pop();
      const due = this.#due.shift();
      if (connection === undefined || due === undefined) return;
      this.#sent += 1;
      this.#lastSentAt = due;
      if (!wasFull && due >= this.#countedFrom) this.#delays.push(performance.now() - due);
      void this.#exchange(connection, variation, due);
    }
  }

  async #exchange(connection: Connection, variation: Variation, due: number): Promise<void> {
    try {
      const { status, body } = await connection.send(this.#render(variation));
      if (due >= this.#countedFrom) this.#latencies.push(performance.now() - due);
      this.#judge(deviation(this.plan.expect, status, body), body);
      this.#idle.push(connection);
    } catch (error) {
      this.#judge((error as Error).message, "");
      this.#idle.push(await Connection.open(this.plan.port));
    }
    this.#sendWhatIsDue(true);
  }

  #judge(problem: string | undefined, body: string): void {
    if (problem !== undefined) {
      this.#wrong += 1;
      this.#wrongExample ??= problem;
      return;
    }
    const { variations } = this.plan;
    if (variations?.kind !== "chain") return;
    const answer = JSON.parse(body) as Record<string, string | undefined>;
    this.#values.push({ value: answer[variations.next] ?? "" });
  }

  #variation(): Variation | undefined {
    const kind = this.plan.variations?.kind ?? "cycle";
    return kind === "cycle" ? this.#values[this.#sent % this.#values.length] : this.#values.shift();
  }

  #finish(): void {
    // Whoever still waits has waited this long already.
    for (const due of this.#due) this.#latencies.push(performance.now() - due);
    const seconds = (this.#lastSentAt - this.#countedFrom) / 1000;
    this.#end({
      requests: this.#latencies.length,
      requestsPerSecond: this.#latencies.length / seconds,
      p50Milliseconds: percentile(this.#latencies, 0.5),
      p99Milliseconds: percentile(this.#latencies, 0.99),
      lateMilliseconds: percentile(this.#delays, 0.99),
      wrong: this.#wrong,
      ...(this.#wrongExample !== undefined && { wrongExample: this.#wrongExample }),
    });
  }
}
