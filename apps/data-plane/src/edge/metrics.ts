import type { FastifyInstance } from "fastify";
import { Registry, collectDefaultMetrics } from "prom-client";

/** Upper ends in seconds; from a cached document to a slow password. */
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const NAME = "http_requests_duration_seconds";

/** The durations of one kind of answer; counted here because a labelled histogram takes 2 µs. */
class Durations {
  readonly #counts = [...BOUNDARIES.map(() => 0), 0];
  #sum = 0;

  observe(seconds: number): void {
    let place = 0;
    while (place < BOUNDARIES.length && seconds > (BOUNDARIES[place] ?? 0)) place += 1;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** The lines of a histogram in the exposition format, with cumulative counts. */
  lines(labels: string): string[] {
    let total = 0;
    const steps = this.#counts.map((count, place) => {
      total += count;
      return `${NAME}_bucket{${labels},le="${BOUNDARIES[place] ?? "+Inf"}"} ${total}`;
    });
    return [...steps, `${NAME}_sum{${labels}} ${this.#sum}`, `${NAME}_count{${labels}} ${total}`];
  }
}

/**
 * What this process did, for Prometheus: the process itself and its requests by route pattern. No
 * label names a project, so that their number stays what it is however many projects there are, and
 * no project learns of another.
 */
export class Metrics {
  readonly #registry = new Registry();
  /** By route, method and status; three look-ups of what is hashed already. */
  readonly #durations = new Map<string, Map<string, Map<number, Durations>>>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts every answer of a server from now on. */
  watch(app: FastifyInstance): void {
    app.addHook("onResponse", (request, reply, done) => {
      const route = request.routeOptions.url ?? "unknown";
      this.count(route, request.method, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /** Counts one answer. */
  count(route: string, method: string, status: number, milliseconds: number): void {
    const durations =
      this.#durations.get(route)?.get(method)?.get(status) ?? this.#begin(route, method, status);
    durations.observe(milliseconds / 1_000);
  }

  /** The exposition format and its media type. */
  async expose(): Promise<{ readonly type: string; readonly text: string }> {
    const requests = [...this.#durations].flatMap(([route, methods]) =>
      [...methods].flatMap(([method, codes]) =>
        [...codes].flatMap(([code, durations]) =>
          durations.lines(`method="${method}",route="${route}",code="${code}"`),
        ),
      ),
    );
    const head = `# HELP ${NAME} Duration of answered requests in seconds.\n# TYPE ${NAME} histogram\n`;
    const text = `${await this.#registry.metrics()}\n${head}${requests.join("\n")}\n`;
    return { type: this.#registry.contentType, text };
  }

  #begin(route: string, method: string, code: number): Durations {
    const methods = this.#durations.get(route) ?? new Map<string, Map<number, Durations>>();
    this.#durations.set(route, methods);
    const codes = methods.get(method) ?? new Map<number, Durations>();
    methods.set(method, codes);
    const durations = new Durations();
    codes.set(code, durations);
    return durations;
  }
}
