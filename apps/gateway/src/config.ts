import path from "node:path";
import {
  addressesFromEnvironment,
  assertCertificateFiles,
  drainSeconds,
  trustedProxies,
  type Addresses,
  type CidrList,
  type Environment,
} from "@grantry/platform";

export interface GatewayConfig {
  addresses: Addresses;
  port: number;
  /** Undefined: every address of the machine. */
  bind: string | undefined;
  tls: { certificateFile: string; keyFile: string } | undefined;
  /** A folder of `{host}.crt` and `{host}.key` for custom domains. */
  tlsDir: string | undefined;
  controlPlaneUrl: string;
  /** The processes of the first plane, which serves every project without a place of its own. */
  dataPlaneUrls: string[];
  trustedProxies: CidrList;
  /** Where the last routing table is kept. */
  dataDir: string;
  consoleDir: string;
  /** How long it serves on, not ready, after it was told to stop. */
  drainSeconds: number;
}

/** Reads the gateway's settings (contract §2, §3); throws EnvironmentError with the mend. */
export function readConfig(environment: Environment): GatewayConfig {
  assertCertificateFiles(environment);
  const certificateFile = environment.optional("GRANTRY_TLS_CERT");
  const keyFile = environment.optional("GRANTRY_TLS_KEY");
  const ownConsole = path.resolve(import.meta.dirname, "../../console/dist");
  return Object.freeze({
    addresses: addressesFromEnvironment(environment),
    port: environment.port("GRANTRY_PORT", 4000),
    bind: environment.optional("GRANTRY_BIND"),
    tls:
      certificateFile === undefined || keyFile === undefined
        ? undefined
        : { certificateFile, keyFile },
    tlsDir: environment.optional("GRANTRY_TLS_DIR"),
    controlPlaneUrl: environment.httpUrl("GRANTRY_CONTROL_PLANE_URL", "http://127.0.0.1:4010"),
    dataPlaneUrls: environment.httpUrls("GRANTRY_DATA_PLANE_URLS", ["http://127.0.0.1:4020"]),
    trustedProxies: trustedProxies(environment),
    dataDir: path.resolve(environment.text("GRANTRY_DATA_DIR", ".grantry")),
    consoleDir: path.resolve(environment.text("GRANTRY_CONSOLE_DIR", ownConsole)),
    drainSeconds: drainSeconds(environment),
  });
}
