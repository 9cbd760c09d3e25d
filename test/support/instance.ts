import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { generateCredential, PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import {
  appProcesses,
  freePort,
  Processes,
  waitUntilReady,
  type FurtherPlane,
  type Installation,
} from "@grantry/infra";
import {
  createFurtherPlane,
  createInstanceStores,
  type Engines,
  type InstanceStores,
} from "./engines.js";

export type Mode = "path" | "host";

/** Everything there is to know about a running instance; plain data, so that it can travel. */
export interface InstanceFacts {
  mode: Mode;
  /** Settings from which its addresses follow. */
  port: number;
  domain: string | undefined;
  owner: { email: string; password: string };
  /** A personal access token with every permission. */
  token: string;
  masterKeys: string;
  ports: Installation["ports"];
  furtherPlanes?: FurtherPlane[];
  stores: InstanceStores;
  dataDir: string;
}

export interface InstanceOptions {
  mode: Mode;
  /** How many processes serve the first data plane. */
  planes?: number;
  /** How many data planes beside the first, each with a database and a process of its own. */
  furtherPlanes?: number;
  /** More environment, or less: undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** False: queues on PostgreSQL even where there is a Redis. An address: a Redis of its own. */
  redis?: false | string;
}

/** A running instance: the real processes, as `npm start` runs them. */
export interface Instance {
  facts: InstanceFacts;
  processes: Processes;
  /** What the processes have printed so far. */
  output(): string;
  /** Waits until everything is ready, after a process was killed. */
  ready(): Promise<void>;
  /** Starts processes that were stopped. */
  startAgain(names: readonly string[]): void;
  stop(): Promise<void>;
}

/** The domain of host mode: browsers take `*.localhost` for this machine and for secure. */
const testDomain = "localhost";
const root = path.resolve(import.meta.dirname, ...upToRoot());

/** Starts a whole instance on free ports with stores of its own; resolves when it is ready. */
export async function startInstance(engines: Engines, options: InstanceOptions): Promise<Instance> {
  const stores = await createInstanceStores(engines);
  const [furtherPlanes, dataPlanes, controlPlane, worker, gateway] = await Promise.all([
    Promise.all(
      Array.from({ length: options.furtherPlanes ?? 0 }, async (_, index) => ({
        databaseUrl: await createFurtherPlane(engines, stores, index + 2),
        ports: [await freePort()],
      })),
    ),
    Promise.all(Array.from({ length: options.planes ?? 1 }, freePort)),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const facts: InstanceFacts = {
    mode: options.mode,
    port: gateway,
    domain: options.mode === "host" ? testDomain : undefined,
    owner: { email: "owner@grantry.test", password: "correct horse battery" },
    token: generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX),
    masterKeys: randomBytes(32).toString("base64"),
    ports: { gateway, controlPlane, dataPlanes, worker },
    furtherPlanes,
    stores:
      options.redis === undefined ? stores : { ...stores, redisUrl: options.redis || undefined },
    dataDir: fs.mkdtempSync(path.join(os.tmpdir(), "grantry-instance-")),
  };
  const lines: string[] = [];
  const processes = new Processes({
    log: (line) => void lines.push(line),
    firstPauseMilliseconds: 200,
  });
  const apps = appProcesses(installationOf(facts), environmentOf(facts, options));
  for (const { spec } of apps) processes.start(spec);
  const tls = new Set(options.env?.["GRANTRY_TLS_CERT"] === undefined ? [] : ["gateway"]);
  const instance: Instance = {
    facts,
    processes,
    output: () => lines.join("\n"),
    ready: () => waitUntilReady(apps, processes, { host: "127.0.0.1", tls }),
    startAgain: (names) => {
      for (const { spec } of apps) if (names.includes(spec.name)) processes.start(spec);
    },
    stop: async () => {
      await processes.stop();
      fs.rmSync(facts.dataDir, { recursive: true, force: true });
    },
  };
  try {
    await instance.ready();
  } catch (error) {
    await instance.stop();
    throw new Error(`${(error as Error).message}\n${instance.output()}`, { cause: error });
  }
  return instance;
}

function installationOf(facts: InstanceFacts): Installation {
  return {
    root,
    dataDir: facts.dataDir,
    bind: "127.0.0.1",
    ports: facts.ports,
    databaseUrl: facts.stores.databaseUrl,
    planeDatabaseUrl: facts.stores.planeDatabaseUrl,
    ...(facts.furtherPlanes && { furtherPlanes: facts.furtherPlanes }),
    redisUrl: facts.stores.redisUrl,
    masterKeys: facts.masterKeys,
    bootstrap: facts.owner,
  };
}

function environmentOf(facts: InstanceFacts, options: InstanceOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    GRANTRY_LOG_LEVEL: process.env["GRANTRY_LOG_LEVEL"] ?? "warn",
    GRANTRY_BOOTSTRAP_TOKEN: facts.token,
    GRANTRY_BIND: "127.0.0.1",
    GRANTRY_RATE_LIMITS: "off",
    ...(facts.domain !== undefined && {
      GRANTRY_DOMAIN: facts.domain,
      GRANTRY_PUBLIC_SCHEME: "http",
      GRANTRY_PUBLIC_PORT: String(facts.port),
    }),
    ...options.env,
  };
}

/** These files run from their sources under Jest and from `dist` in its global set-up. */
function upToRoot(): string[] {
  const compiled = path.basename(path.resolve(import.meta.dirname, "..")) === "dist";
  return compiled ? ["..", "..", ".."] : ["..", ".."];
}
