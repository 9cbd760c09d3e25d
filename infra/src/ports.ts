import { createServer } from "node:net";

/** A port that `npm start` needs, and the variable that changes it. */
export interface NeededPort {
  port: number;
  variable: string;
  /** Undefined: on every address, like the gateway. */
  host: string | undefined;
}

/** Thrown with one line that names the port and the mend. */
export class PortBusyError extends Error {
  constructor({ port, variable }: NeededPort) {
    super(`Port ${port} is busy. Stop what uses it, or choose another one with ${variable}.`);
    this.name = "PortBusyError";
  }
}

/** Resolves when every port can be listened on; waits up to `patienceMilliseconds` for each. */
export async function requireFreePorts(
  ports: readonly NeededPort[],
  patienceMilliseconds: number,
): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  for (const needed of ports) {
    while (!(await isFree(needed))) {
      if (Date.now() >= until) throw new PortBusyError(needed);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A port on 127.0.0.1 that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}

async function isFree({ port, host }: NeededPort): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
