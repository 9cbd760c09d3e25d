import http from "node:http";
import https from "node:https";
import type { AppProcess } from "./app-processes.js";
import type { Processes } from "./processes.js";

const timeoutMilliseconds = 120_000;
/** A process that ended this often before it was ready will not become so. */
const mostCrashes = 3;

export interface ReadinessOptions {
  host: string;
  /** Processes that speak TLS. */
  tls: ReadonlySet<string>;
}

/**
 * Resolves when every app answers ready. Throws with the name of one that does not within two
 * minutes, or that keeps ending.
 */
export async function waitUntilReady(
  apps: readonly AppProcess[],
  processes: Processes,
  options: ReadinessOptions,
): Promise<void> {
  const until = Date.now() + timeoutMilliseconds;
  await Promise.all(apps.map((app) => waitForOne(app, processes, options, until)));
}

async function waitForOne(
  { spec: { name }, healthPort }: AppProcess,
  processes: Processes,
  { host, tls }: ReadinessOptions,
  until: number,
): Promise<void> {
  const scheme = tls.has(name) ? "https" : "http";
  const url = `${scheme}://${host}:${healthPort}/health/ready`;
  while ((await statusOf(url)) !== 200) {
    const refusal = processes.refusal(name);
    if (refusal !== undefined) throw new Error(refusal);
    if (processes.crashes(name) >= mostCrashes) throw new Error(`${name} does not start`);
    if (Date.now() > until) throw new Error(`${name} is not ready after two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The status of a GET on this machine, or undefined when nobody answers. */
export async function statusOf(url: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const options = { agent: false as const, timeout: 3_000 };
    const done = (response: http.IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode);
    };
    const request = url.startsWith("https:")
      ? https.get(url, { ...options, rejectUnauthorized: false }, done)
      : http.get(url, options, done);
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}
