import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import {
  addressesFromEnvironment,
  EnvironmentError,
  furtherPlaneVariable,
  assertCertificateFiles,
  assertRandomMasterKeys,
  databaseAddress,
  drainSeconds,
  logLevel,
  mailServerFromEnvironment,
  outboundAllow,
  redisAddress,
  trustedProxies,
} from "@grantry/platform";
import type { Addresses, Environment } from "@grantry/platform";
import type { NeededPort } from "./ports.js";

/** What `npm start` reads from the environment (contract §3). */
export interface StartSettings {
  root: string;
  dataDir: string;
  addresses: Addresses;
  bind: string;
  ports: {
    gateway: number;
    controlPlane: number;
    dataPlanes: number[];
    worker: number;
    postgres: number;
    redis: number;
  };
  databaseUrl: string | undefined;
  planeDatabaseUrl: string | undefined;
  /** Of the planes after the first, in order; undefined: beside the first one. */
  furtherPlaneDatabaseUrls: (string | undefined)[];
  redisUrl: string | undefined;
  bootstrap: { email: string; password: string | undefined };
}

const shortestProductionPassword = 12;

/** Reads and checks every setting; throws {@link EnvironmentError} with the mend. */
export function readStartSettings(environment: Environment, root: string): StartSettings {
  const planes = environment.integer("GRANTRY_PLANES", 1, { min: 1, max: 8 });
  const firstPlanePort = environment.port("GRANTRY_DATA_PLANE_PORT", 4020);
  const password = environment.optional("GRANTRY_BOOTSTRAP_PASSWORD");
  const databaseUrl = databaseAddress(environment, "DATABASE_URL");
  const planeDatabaseUrl = databaseAddress(environment, "GRANTRY_DATA_PLANE_DATABASE_URL");
  if (planeDatabaseUrl !== undefined && databaseUrl === undefined) {
    const mend = "set it too when GRANTRY_DATA_PLANE_DATABASE_URL is set";
    throw new EnvironmentError("DATABASE_URL", mend);
  }
  if (environment.isProduction && (password?.length ?? Infinity) < shortestProductionPassword) {
    const mend = `use at least ${shortestProductionPassword} characters in production`;
    throw new EnvironmentError("GRANTRY_BOOTSTRAP_PASSWORD", mend);
  }
  const addresses = addressesFromEnvironment(environment);
  assertAppSettings(environment, addresses);
  return {
    root,
    dataDir: path.resolve(root, environment.text("GRANTRY_DATA_DIR", ".grantry")),
    addresses,
    bind: environment.text("GRANTRY_BIND", "127.0.0.1"),
    ports: {
      gateway: environment.port("GRANTRY_PORT", 4000),
      controlPlane: environment.port("GRANTRY_CONTROL_PLANE_PORT", 4010),
      dataPlanes: Array.from({ length: planes }, (_, index) => firstPlanePort + index),
      worker: environment.port("GRANTRY_WORKER_PORT", 4030),
      postgres: environment.port("GRANTRY_POSTGRES_PORT", 4032),
      redis: environment.port("GRANTRY_REDIS_PORT", 4033),
    },
    databaseUrl,
    planeDatabaseUrl,
    furtherPlaneDatabaseUrls: Array.from({ length: planes - 1 }, (_, index) =>
      databaseAddress(environment, furtherPlaneVariable(index + 2, "DATABASE_URL")),
    ),
    redisUrl: redisAddress(environment),
    bootstrap: { email: environment.text("GRANTRY_BOOTSTRAP_EMAIL", "admin@localhost"), password },
  };
}

/** What the apps would refuse one after the other is refused here, before anything runs. */
function assertAppSettings(environment: Environment, addresses: Addresses): void {
  assertCertificateFiles(environment);
  assertRandomMasterKeys(environment);
  trustedProxies(environment);
  outboundAllow(environment);
  drainSeconds(environment);
  logLevel(environment);
  environment.switch("GRANTRY_RATE_LIMITS", true);
  mailServerFromEnvironment(environment, addresses.console);
}

/**
 * Every port that this start listens on, with the variable that changes it.
 * @throws EnvironmentError when two of them are the same
 */
export function neededPorts(settings: StartSettings): NeededPort[] {
  const ports = portsOf(settings);
  for (const [index, { port, variable }] of ports.entries()) {
    const other = ports.slice(0, index).find((each) => each.port === port);
    if (other === undefined) continue;
    throw new EnvironmentError(variable, `is ${port}, like ${other.variable}: choose another port`);
  }
  return ports;
}

function portsOf(settings: StartSettings): NeededPort[] {
  const { ports, bind } = settings;
  const local = "127.0.0.1";
  return [
    { port: ports.gateway, variable: "GRANTRY_PORT", host: undefined },
    { port: ports.controlPlane, variable: "GRANTRY_CONTROL_PLANE_PORT", host: bind },
    ...ports.dataPlanes.map((port) => ({ port, variable: "GRANTRY_DATA_PLANE_PORT", host: bind })),
    { port: ports.worker, variable: "GRANTRY_WORKER_PORT", host: bind },
    ...(settings.databaseUrl === undefined
      ? [{ port: ports.postgres, variable: "GRANTRY_POSTGRES_PORT", host: local }]
      : []),
    ...(settings.redisUrl === undefined
      ? [{ port: ports.redis, variable: "GRANTRY_REDIS_PORT", host: local }]
      : []),
  ];
}

/**
 * The master keys: `GRANTRY_MASTER_KEY`, or one generated on the first start and kept in the data
 * folder with mode 0600. Production has to bring its own.
 */
export function masterKeys(environment: Environment, dataDir: string): string {
  const given = environment.list("GRANTRY_MASTER_KEY");
  if (given.length > 0) return requireKeys(given);
  if (environment.isProduction) {
    throw new EnvironmentError("GRANTRY_MASTER_KEY", "is required: openssl rand -base64 32");
  }
  const file = path.join(dataDir, "master-key");
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataDir, { recursive: true });
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, randomBytes(32).toString("base64"), { mode: 0o600 });
    fs.renameSync(draft, file);
  }
  return fs.readFileSync(file, "utf8").trim();
}

function requireKeys(keys: string[]): string {
  for (const key of keys) {
    if (Buffer.from(key, "base64").length !== 32) {
      const mend = "each key must be 32 bytes in base64: openssl rand -base64 32";
      throw new EnvironmentError("GRANTRY_MASTER_KEY", mend);
    }
  }
  return keys.join(",");
}
