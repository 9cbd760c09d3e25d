import { createServer, type Server } from "node:http";
import { startEngines, type Engines } from "./engines.js";
import { startInstance, type Instance, type Mode } from "./instance.js";

/** Environment variables through which workers find what the run shares. */
export const coordinatorVariable = "GRANTRY_TEST_COORDINATOR";
export const enginesVariable = "GRANTRY_TEST_ENGINES";

/**
 * What a run of acceptance specs shares: the engines, and one instance per address mode that is
 * started when the first spec asks for it. Returns the way to stop everything.
 */
export async function startCoordinator(): Promise<() => Promise<void>> {
  const { engines, stop: stopEngines } = await startEngines();
  const shared = new Map<Mode, Promise<Instance>>();
  const server = createServer((request, response) => {
    // A worker that pauses must not find a kept-alive connection closed.
    response.setHeader("connection", "close");
    const mode: Mode = request.url === "/host" ? "host" : "path";
    const instance = shared.get(mode) ?? startInstance(engines, { mode });
    shared.set(mode, instance);
    instance.then(
      ({ facts }) => response.end(JSON.stringify(facts)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  const port = await listenLocally(server);
  process.env[coordinatorVariable] = `http://127.0.0.1:${port}`;
  process.env[enginesVariable] = JSON.stringify(engines);
  if (engines.redisUrl === undefined) {
    console.error("No redis-server or valkey-server: queues run on PostgreSQL.");
  }
  return async () => {
    server.close();
    const instances = await Promise.allSettled(shared.values());
    for (const outcome of instances) {
      if (outcome.status === "fulfilled") await outcome.value.stop();
    }
    await stopEngines();
  };
}

/** The engines of this run, as told to its workers. */
export function sharedEngines(): Engines {
  const value = process.env[enginesVariable];
  if (value === undefined) throw new Error("run with -c infra/jest.acceptance.config.mjs");
  return JSON.parse(value) as Engines;
}

async function listenLocally(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
