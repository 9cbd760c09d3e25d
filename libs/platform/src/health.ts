import { createServer, type Server } from "node:http";

/** A condition of readiness: resolves when it holds, throws when it does not. */
export type HealthCheck = () => Promise<void> | void;

export interface HealthAnswer {
  status: 200 | 503;
  body: { status: "ok" } | { errors: Record<string, string> };
}

const checkTimeoutMilliseconds = 2_000;

/** Answers `/health/alive` and `/health/ready` in Hydra's shapes. */
export class Health {
  private draining = false;

  constructor(private readonly checks: Readonly<Record<string, HealthCheck>> = {}) {}

  /** From now on not ready, so that a load balancer sends nothing new. */
  drain(): void {
    this.draining = true;
  }

  alive(): HealthAnswer {
    return { status: 200, body: { status: "ok" } };
  }

  /** Runs every check, each for two seconds at most. Causes stay inside: a check's name is told. */
  async ready(): Promise<HealthAnswer> {
    if (this.draining) return { status: 503, body: { errors: { process: "shutting down" } } };
    const names = Object.keys(this.checks);
    const outcomes = await Promise.all(names.map((name) => this.passes(name)));
    const failed = names.filter((_, index) => outcomes[index] === false);
    if (failed.length === 0) return this.alive();
    const errors = Object.fromEntries(failed.map((name) => [name, "not ready"]));
    return { status: 503, body: { errors } };
  }

  /** The answer for a path without its query, or undefined when it is not a health path. */
  async answer(path: string): Promise<HealthAnswer | undefined> {
    if (path === "/health/alive") return this.alive();
    if (path === "/health/ready") return await this.ready();
    return undefined;
  }

  private async passes(name: string): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), checkTimeoutMilliseconds);
    });
    const check = Promise.resolve()
      .then(() => this.checks[name]?.())
      .then(
        () => true,
        () => false,
      );
    const outcome = await Promise.race([check, timeout]);
    clearTimeout(timer);
    return outcome;
  }
}

/** Serves nothing but health, for a process without a listener of its own. */
export async function startHealthServer(
  health: Health,
  listen: { port: number; host: string },
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    void health.answer(path).then((answer) => {
      response.writeHead(answer?.status ?? 404, { "content-type": "application/json" });
      response.end(JSON.stringify(answer?.body ?? { error: "not_found" }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}
