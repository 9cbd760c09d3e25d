import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { CidrList } from "./cidr-list.js";
import { type Environment, EnvironmentError } from "./environment.js";

/** So few different bytes among 32 random ones come up less than once in 10^20 keys. */
const FEWEST_VALUES = 16;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** `GRANTRY_LOG_LEVEL`. @throws EnvironmentError */
export function logLevel(environment: Environment): string {
  return environment.choice<string>("GRANTRY_LOG_LEVEL", LOG_LEVELS, "info");
}

/**
 * `GRANTRY_OUTBOUND_ALLOW`: networks and hosts that tenants' addresses may reach in spite of the
 * guard.
 * @throws EnvironmentError for something that is neither
 */
export function outboundAllow(environment: Environment): string[] {
  const name = "GRANTRY_OUTBOUND_ALLOW";
  const entries = environment.list(name);
  for (const entry of entries) {
    const isNetwork = isIP(entry.split("/")[0] ?? "") !== 0;
    if (isNetwork ? !isReadable(entry) : !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) {
      throw new EnvironmentError(name, `holds '${entry}'; list hosts and networks like 10.0.0.0/8`);
    }
  }
  return entries;
}

/**
 * In production no master key may be one that somebody typed: 32 random bytes hold many values.
 * @throws EnvironmentError
 */
export function assertRandomMasterKeys(environment: Environment): void {
  if (!environment.isProduction) return;
  for (const key of environment.list("GRANTRY_MASTER_KEY")) {
    if (new Set(Buffer.from(key, "base64")).size >= FEWEST_VALUES) continue;
    throw new EnvironmentError("GRANTRY_MASTER_KEY", "is not random: openssl rand -base64 32");
  }
}

/** The address of a PostgreSQL database. @throws EnvironmentError for another kind of address */
export function databaseAddress(environment: Environment, name: string): string | undefined {
  const value = environment.optional(name);
  if (value === undefined || isAddress(value, /^postgres(ql)?:$/)) return value;
  throw new EnvironmentError(name, "must look like postgres://user:password@host:5432/database");
}

/** `REDIS_URL`. @throws EnvironmentError for another kind of address */
export function redisAddress(environment: Environment): string | undefined {
  const value = environment.optional("REDIS_URL");
  if (value === undefined || isAddress(value, /^rediss?:$/)) return value;
  throw new EnvironmentError("REDIS_URL", "must look like redis://:password@host:6379");
}

/** Whether the files of the certificate can be read. @throws EnvironmentError that names one */
export function assertCertificateFiles(environment: Environment): void {
  for (const name of ["GRANTRY_TLS_CERT", "GRANTRY_TLS_KEY"]) {
    const file = environment.optional(name);
    if (file === undefined) continue;
    try {
      readFileSync(file);
    } catch (cause) {
      const { code = "unreadable" } = cause as NodeJS.ErrnoException;
      throw new EnvironmentError(name, `names ${file}, which cannot be read (${code})`);
    }
  }
}

function isReadable(network: string): boolean {
  try {
    return new CidrList([network]) instanceof CidrList;
  } catch {
    return false;
  }
}

function isAddress(value: string, protocol: RegExp): boolean {
  return URL.canParse(value) && protocol.test(new URL(value).protocol);
}
