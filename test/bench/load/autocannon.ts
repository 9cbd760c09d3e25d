import autocannon from "autocannon";
import { deviation } from "./plan.js";
import type { Effort, LoadGenerator, LoadPlan, LoadResult, Variation } from "./plan.js";

const sampleIntervalMilliseconds = 100;

/** The generator where there is no wrk. It is slower than a bare server, and says so by its share. */
export const autocannonGenerator: LoadGenerator = { name: "autocannon", run };

async function run(plan: LoadPlan, effort: Effort): Promise<LoadResult> {
  const feed = new Feed(plan);
  const startedAt = process.hrtime.bigint();
  const before = process.cpuUsage();
  const single = plan.variations?.kind === "once" ? plan.variations.list.length : undefined;
  const result = await autocannon({
    url: `http://127.0.0.1:${plan.port}`,
    connections: effort.connections,
    sampleInt: sampleIntervalMilliseconds,
    timeout: 10,
    // Each connection takes a value when it is made, and one when it starts.
    ...(single === undefined
      ? { duration: effort.seconds }
      : { amount: Math.max(1, single - 2 * effort.connections) }),
    requests: [
      {
        setupRequest: (request) => ({ ...request, ...feed.next() }),
        onResponse: (status, body) => feed.answered(status, body),
      },
    ],
  });
  const { user, system } = process.cpuUsage(before);
  return {
    requests: feed.answers,
    seconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    wrong: feed.wrong + result.errors + result.timeouts,
    ...(feed.wrongExample !== undefined && { wrongExample: feed.wrongExample }),
    samples: feed.samples,
    unspent: plan.variations?.kind === "chain" ? feed.unspent() : [],
    generatorMilliseconds: (user + system) / 1000,
  };
}

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Hands out requests and looks at answers; one for all connections. */
class Feed {
  answers = 0;
  wrong = 0;
  wrongExample: string | undefined;
  readonly samples: string[] = [];
  #waiting: Variation[];
  #taken = 0;

  constructor(private readonly plan: LoadPlan) {
    this.#waiting = [...(plan.variations?.list ?? [{}])];
  }

  next(): Sent {
    const variation = this.#take();
    const { method, path, body } = this.plan;
    const headers: Record<string, string> = {
      ...this.plan.headers,
      ...(variation.host !== undefined && { host: variation.host }),
      ...(variation.authorization !== undefined && { authorization: variation.authorization }),
    };
    const value = variation.value ?? "";
    for (const [name, text] of Object.entries(headers)) headers[name] = text.replace("{}", value);
    return { method, path, headers, ...(body && { body: body.replace("{}", value) }) };
  }

  answered(status: number, body: string): void {
    this.answers += 1;
    const problem = deviation(this.plan.expect, status, body);
    if (problem !== undefined) {
      this.wrong += 1;
      this.wrongExample ??= problem;
      return;
    }
    const { variations } = this.plan;
    if (variations?.kind === "chain") {
      const answer = JSON.parse(body) as Record<string, string | undefined>;
      this.#waiting.push({ value: answer[variations.next] ?? "" });
    }
    if (this.answers <= 5 || (this.answers % 499 === 0 && this.samples.length < 25)) {
      this.samples.push(body);
    }
  }

  unspent(): string[] {
    return this.#waiting.slice(this.#taken, this.#taken + 25).map(({ value = "" }) => value);
  }

  #take(): Variation {
    const { variations } = this.plan;
    const list = this.#waiting;
    const index = this.#taken;
    this.#taken += 1;
    if (variations === undefined || variations.kind === "cycle")
      return list[index % list.length] ?? {};
    const variation = list[index];
    if (variation === undefined) throw new Error("the values of this load are used up");
    list[index] = {};
    return variation;
  }
}
