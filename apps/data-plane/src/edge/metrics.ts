import type { FastifyInstance } from "fastify";
import { Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** Seconds; from a cached document to a slow password. */
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const LABELS = ["method", "route", "code"] as const;

interface Observer {
  observe(seconds: number): void;
}

/**
 * What this process did, for Prometheus: the process itself and its requests by route pattern. No
 * label names a project, so that their number stays what it is however many projects there are, and
 * no project learns of another.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<(typeof LABELS)[number]>;
  readonly #observers = new Map<string, Observer>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: "http_requests_duration_seconds",
      help: "Duration of answered requests in seconds.",
      labelNames: LABELS,
      buckets: BOUNDARIES,
      registers: [this.#registry],
    });
  }

  /** Counts every answer of a server from now on. */
  watch(app: FastifyInstance): void {
    app.addHook("onResponse", (request, reply, done) => {
      const route = request.routeOptions.url ?? "unknown";
      this.#observer(request.method, route, reply.statusCode).observe(reply.elapsedTime / 1_000);
      done();
    });
  }

  /** The exposition format and its media type. */
  async expose(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #observer(method: string, route: string, code: number): Observer {
    const name = `${method} ${code} ${route}`;
    const known = this.#observers.get(name);
    if (known !== undefined) return known;
    const observer = this.#requests.labels({ method, route, code: String(code) });
    this.#observers.set(name, observer);
    return observer;
  }
}
