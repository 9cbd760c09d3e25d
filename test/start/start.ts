import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { freePort } from "@grantry/infra";

const root = path.resolve(import.meta.dirname, "../..");
const patienceMilliseconds = 90_000;

/** One `npm start`, without npm, on this Node or another. */
export class Start {
  output = "";
  private readonly child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv, node: string = process.execPath) {
    this.child = spawn(node, [path.join(root, "infra/start.mjs")], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  async ready(): Promise<void> {
    const until = Date.now() + patienceMilliseconds;
    while (!this.output.includes("Ctrl-C stops everything.")) {
      if (this.child.exitCode !== null || Date.now() > until) throw new Error(this.output);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The exit code, after `signal` when one is given. */
  async ended(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.child.kill(signal);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    return await new Promise((resolve) => this.child.once("close", resolve));
  }
}

/** A free port for every listener of an installation, as its environment. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = ["PORT", "CONTROL_PLANE_PORT", "DATA_PLANE_PORT", "WORKER_PORT"];
  names.push("POSTGRES_PORT", "REDIS_PORT");
  const ports = await Promise.all(names.map(freePort));
  return Object.fromEntries(names.map((name, index) => [`GRANTRY_${name}`, String(ports[index])]));
}
