import { Addresses } from "@grantry/platform";
import { AdminClient } from "./admin-client.js";
import { coordinatorVariable, sharedEngines } from "./coordinator.js";
import {
  startInstance,
  type Instance,
  type InstanceFacts,
  type InstanceOptions,
  type Mode,
} from "./instance.js";
import { localFetch } from "./local-fetch.js";

/** A running Grantry, seen from outside. */
export class Grantry {
  readonly addresses: Addresses;
  /** Acts with the bootstrap token, which may do everything. */
  readonly admin: AdminClient;
  readonly fetch = localFetch;

  constructor(readonly facts: InstanceFacts) {
    const { port, domain, mode } = facts;
    this.addresses = new Addresses({
      port,
      domain,
      ...(mode === "host" && { publicScheme: "http" as const, publicPort: port }),
    });
    this.admin = new AdminClient(this.addresses, facts.token);
  }

  get mode(): Mode {
    return this.facts.mode;
  }

  get token(): string {
    return this.facts.token;
  }

  get owner(): InstanceFacts["owner"] {
    return this.facts.owner;
  }

  /** Address of one data-plane process itself, past the gateway; projects keep their hosts. */
  planeUrl(index = 0): string {
    return `http://127.0.0.1:${this.facts.ports.dataPlanes[index]}`;
  }

  controlPlaneUrl(): string {
    return `http://127.0.0.1:${this.facts.ports.controlPlane}`;
  }
}

/** A Grantry that belongs to one spec file, so that its processes may be killed. */
export class OwnGrantry extends Grantry {
  constructor(private readonly instance: Instance) {
    super(instance.facts);
  }

  /** Kills a process: data-plane, data-plane-2, control-plane, worker, gateway. */
  kill(name: string, signal: NodeJS.Signals = "SIGKILL"): void {
    this.instance.processes.kill(name, signal);
  }

  /** Ends a process for good. */
  async end(name: string): Promise<void> {
    await this.instance.processes.stop([name]);
  }

  /** Starts processes that were ended. */
  startAgain(names: readonly string[]): void {
    this.instance.startAgain(names);
  }

  /** Waits until every process is ready again. */
  async ready(): Promise<void> {
    await this.instance.ready();
  }

  /** What the processes have printed. */
  output(): string {
    return this.instance.output();
  }

  async stop(): Promise<void> {
    await this.instance.stop();
  }
}

/** The Grantry that the whole run shares, in one of the address modes. Never kill its processes. */
export async function sharedGrantry(mode: Mode = "path"): Promise<Grantry> {
  const coordinator = process.env[coordinatorVariable];
  if (coordinator === undefined) {
    throw new Error("run with -c infra/jest.acceptance.config.mjs");
  }
  const answer = await fetch(`${coordinator}/${mode}`, { signal: AbortSignal.timeout(90_000) });
  if (!answer.ok) throw new Error(await answer.text());
  return new Grantry((await answer.json()) as InstanceFacts);
}

/** Starts a Grantry of its own: real processes, fresh databases. Stop it in `afterAll`. */
export async function startGrantry(options: Partial<InstanceOptions> = {}): Promise<OwnGrantry> {
  return new OwnGrantry(await startInstance(sharedEngines(), { mode: "path", ...options }));
}
