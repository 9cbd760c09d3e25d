import path from "node:path";
import { drainSeconds, Environment, furtherPlaneVariable } from "@grantry/platform";
import type { ProcessSpec } from "./processes.js";

/** Where the apps of one installation listen and what they keep. */
export interface Installation {
  root: string;
  dataDir: string;
  /** Address that the internal processes bind. */
  bind: string;
  ports: { gateway: number; controlPlane: number; dataPlanes: readonly number[]; worker: number };
  databaseUrl: string;
  /** Of the first plane, which `ports.dataPlanes` serve. */
  planeDatabaseUrl: string;
  /** The planes after the first, each with a database of its own. */
  furtherPlanes?: readonly FurtherPlane[];
  /** Undefined: the queues run on PostgreSQL. */
  redisUrl: string | undefined;
  masterKeys: string;
  bootstrap: { email: string; password: string | undefined };
}

/** A data plane after the first. */
export interface FurtherPlane {
  databaseUrl: string;
  ports: readonly number[];
}

/** An app and where its health is asked for. */
export interface AppProcess {
  spec: ProcessSpec;
  healthPort: number;
}

/**
 * The processes of an installation, in the order of their dependence. `base` is the environment
 * they inherit; bootstrap secrets reach the control plane only.
 */
export function appProcesses(installation: Installation, base: NodeJS.ProcessEnv): AppProcess[] {
  const { ports } = installation;
  const env = commonEnvironment(installation, base);
  const { email, password } = installation.bootstrap;
  const bootstrap = {
    GRANTRY_BOOTSTRAP_EMAIL: email,
    ...(password !== undefined && { GRANTRY_BOOTSTRAP_PASSWORD: password }),
    ...keep(base, "GRANTRY_BOOTSTRAP_TOKEN"),
  };
  const app = (name: string, folder: string, healthPort: number, more: NodeJS.ProcessEnv) => ({
    healthPort,
    spec: {
      name,
      command: process.execPath,
      args: ["--enable-source-maps", path.join(installation.root, "apps", folder, "dist/main.js")],
      env: { ...env, ...more },
      cwd: installation.root,
      channel: true,
      stopMilliseconds: 8_000 + drainSeconds(new Environment(base)) * 1_000,
    },
  });
  const { planeDatabaseUrl: databaseUrl, furtherPlanes = [] } = installation;
  const planeProcesses = [{ databaseUrl, ports: ports.dataPlanes }, ...furtherPlanes].flatMap(
    (plane) => plane.ports.map((port) => ({ port, databaseUrl: plane.databaseUrl })),
  );
  return [
    ...planeProcesses.map(({ port, databaseUrl: planeUrl }, index) =>
      app(index === 0 ? "data-plane" : `data-plane-${index + 1}`, "data-plane", port, {
        GRANTRY_DATA_PLANE_PORT: String(port),
        GRANTRY_DATA_PLANE_DATABASE_URL: planeUrl,
      }),
    ),
    app("control-plane", "control-plane", ports.controlPlane, bootstrap),
    app("worker", "worker", ports.worker, {}),
    // The gateway listens on every address unless told otherwise, the others on `bind`.
    app("gateway", "gateway", ports.gateway, { GRANTRY_BIND: base["GRANTRY_BIND"] }),
  ];
}

/** An address of this machine for something bound to `bind`. */
export function localHost(bind: string): string {
  if (bind === "0.0.0.0") return "127.0.0.1";
  if (bind === "::") return "[::1]";
  return bind.includes(":") ? `[${bind}]` : bind;
}

function commonEnvironment(installation: Installation, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ports } = installation;
  const host = localHost(installation.bind);
  const env: NodeJS.ProcessEnv = {
    ...base,
    DATABASE_URL: installation.databaseUrl,
    GRANTRY_DATA_PLANE_DATABASE_URL: installation.planeDatabaseUrl,
    GRANTRY_MASTER_KEY: installation.masterKeys,
    GRANTRY_DATA_DIR: installation.dataDir,
    GRANTRY_BIND: installation.bind,
    GRANTRY_PORT: String(ports.gateway),
    GRANTRY_CONTROL_PLANE_PORT: String(ports.controlPlane),
    GRANTRY_DATA_PLANE_PORT: String(ports.dataPlanes[0]),
    GRANTRY_WORKER_PORT: String(ports.worker),
    GRANTRY_CONTROL_PLANE_URL: `http://${host}:${ports.controlPlane}`,
    GRANTRY_DATA_PLANE_URLS: processUrls(host, ports.dataPlanes),
    ...Object.fromEntries(
      (installation.furtherPlanes ?? []).flatMap((plane, index) => [
        [furtherPlaneVariable(index + 2, "DATABASE_URL"), plane.databaseUrl],
        [furtherPlaneVariable(index + 2, "URLS"), processUrls(host, plane.ports)],
      ]),
    ),
  };
  for (const name of Object.keys(env)) {
    if (/^(npm_|GRANTRY_BOOTSTRAP_)/i.test(name)) delete env[name];
  }
  if (installation.redisUrl === undefined) delete env["REDIS_URL"];
  else env["REDIS_URL"] = installation.redisUrl;
  return env;
}

function processUrls(host: string, ports: readonly number[]): string {
  return ports.map((port) => `http://${host}:${port}`).join(",");
}

function keep(base: NodeJS.ProcessEnv, name: string): NodeJS.ProcessEnv {
  return base[name] === undefined ? {} : { [name]: base[name] };
}
