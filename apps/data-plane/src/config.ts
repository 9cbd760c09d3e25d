import {
  Environment,
  addressesFromEnvironment,
  drainSeconds,
  logLevel,
  outboundAllow,
  readDefaultLimits,
  trustedPeers,
} from "@grantry/platform";
import { BUCKET_NAMES } from "@grantry/contracts";
import type { BucketName } from "@grantry/contracts";
import type { Addresses, CidrList } from "@grantry/platform";

/** What a data plane is told by its environment, read once. */
export interface DataPlaneConfig {
  readonly addresses: Addresses;
  readonly port: number;
  readonly host: string;
  readonly poolSize: number;
  readonly logLevel: string;
  readonly rateLimits: boolean;
  /** What a project may use unless its workspace says otherwise. */
  readonly limits: Partial<Record<BucketName, number>>;
  readonly trustedPeers: CidrList;
  /** CIDRs and hosts that tenant-supplied addresses may reach in spite of the guard. */
  readonly outboundAllow: readonly string[];
  /** How long it serves on, not ready, after it was told to stop. */
  readonly drainSeconds: number;
  readonly secrets: { readonly databaseUrl: string; readonly masterKeys: string[] };
}

/** Reads the environment (contract §3); throws `EnvironmentError` naming the variable and the mend. */
export function readConfig(environment: Environment = new Environment()): DataPlaneConfig {
  const masterKeys = environment.list("GRANTRY_MASTER_KEY");
  if (masterKeys.length === 0) {
    environment.required("GRANTRY_MASTER_KEY", "set it to 32 random bytes in base64");
  }
  return Object.freeze({
    addresses: addressesFromEnvironment(environment),
    port: environment.port("GRANTRY_DATA_PLANE_PORT", 4020),
    host: environment.text("GRANTRY_BIND", "127.0.0.1"),
    poolSize: environment.integer("GRANTRY_DATA_PLANE_POOL", 6, { min: 2, max: 100 }),
    logLevel: logLevel(environment),
    rateLimits: environment.switch("GRANTRY_RATE_LIMITS", true),
    limits: readDefaultLimits(environment, BUCKET_NAMES),
    drainSeconds: drainSeconds(environment),
    trustedPeers: trustedPeers(environment),
    outboundAllow: outboundAllow(environment),
    secrets: {
      databaseUrl: environment.required(
        "GRANTRY_DATA_PLANE_DATABASE_URL",
        "set it to the PostgreSQL address of this plane",
      ),
      masterKeys,
    },
  });
}
