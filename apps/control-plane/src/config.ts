import {
  type Addresses,
  addressesFromEnvironment,
  assertRandomMasterKeys,
  type CidrList,
  drainSeconds,
  Environment,
  EnvironmentError,
  mailServerFromEnvironment,
  type NamedDataPlane,
  namedDataPlanes,
  outboundAllow,
  readDefaultLimits,
  trustedPeers,
} from "@grantry/platform";
import { BUCKET_NAMES, type BucketName } from "@grantry/contracts";
import { isPersonalAccessToken } from "@grantry/control";
import { Envelope } from "@grantry/persistence";

/** Everything the control plane is told from outside. */
export interface ControlPlaneConfig {
  port: number;
  bind: string;
  addresses: Addresses;
  trustedPeers: CidrList;
  /** CIDRs and hosts that tenant-supplied addresses may reach in spite of the guard. */
  outboundAllow: string[];
  rateLimits: boolean;
  /** Where proxies reach this process. */
  controlPlaneUrl: string;
  /** Name servers that are asked for a custom domain's record; none: the machine's own. */
  dnsServers: string[];
  /** Whether a mail server takes the mail; without one it stays in the local mailbox. */
  sendsMail: boolean;
  /** What applies where no workspace and no project says otherwise. */
  limits: Partial<Record<BucketName, number>>;
  /** How long it serves on, not ready, after it was told to stop. */
  drainSeconds: number;
  secrets: ControlPlaneSecrets;
}

export interface ControlPlaneSecrets {
  databaseUrl: string;
  /** The data planes that the environment names, the first one first. */
  dataPlanes: NamedDataPlane[];
  envelope: Envelope;
  bootstrap: BootstrapSecrets;
}

/** What counts on the first start on an empty database, and never again. */
export interface BootstrapSecrets {
  email: string;
  password: string | undefined;
  token: string | undefined;
}

const SHORTEST_PASSWORD = 8;

/**
 * Reads the environment once.
 * @throws EnvironmentError with the variable and the mend
 */
export function readConfig(environment = new Environment()): ControlPlaneConfig {
  const databaseUrl = environment.required(
    "DATABASE_URL",
    "must name the control plane's database, such as postgres://user@host/grantry",
  );
  const addresses = addressesFromEnvironment(environment);
  const port = environment.port("GRANTRY_CONTROL_PLANE_PORT", 4010);
  return Object.freeze({
    port,
    controlPlaneUrl: environment.httpUrl("GRANTRY_CONTROL_PLANE_URL", `http://127.0.0.1:${port}`),
    bind: environment.text("GRANTRY_BIND", "127.0.0.1"),
    addresses,
    trustedPeers: trustedPeers(environment),
    rateLimits: environment.switch("GRANTRY_RATE_LIMITS", true),
    outboundAllow: outboundAllow(environment),
    dnsServers: environment.list("GRANTRY_DNS_SERVERS"),
    sendsMail: mailServerFromEnvironment(environment, addresses.console) !== undefined,
    limits: readDefaultLimits(environment, BUCKET_NAMES),
    drainSeconds: drainSeconds(environment),
    secrets: {
      databaseUrl,
      dataPlanes: namedDataPlanes(environment, defaultPlaneDatabaseUrl(databaseUrl)),
      envelope: readEnvelope(environment),
      bootstrap: readBootstrap(environment),
    },
  });
}

function readEnvelope(environment: Environment): Envelope {
  environment.required(
    "GRANTRY_MASTER_KEY",
    "must be 32 bytes in base64 (openssl rand -base64 32)",
  );
  assertRandomMasterKeys(environment);
  try {
    return new Envelope(environment.list("GRANTRY_MASTER_KEY"));
  } catch {
    throw new EnvironmentError("GRANTRY_MASTER_KEY", "each key must be 32 bytes in base64");
  }
}

function readBootstrap(environment: Environment): BootstrapSecrets {
  const email = environment.text("GRANTRY_BOOTSTRAP_EMAIL", "admin@localhost");
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) {
    throw new EnvironmentError(
      "GRANTRY_BOOTSTRAP_EMAIL",
      "must be an address like name@example.com",
    );
  }
  const password = environment.optional("GRANTRY_BOOTSTRAP_PASSWORD");
  if (password !== undefined && password.length < SHORTEST_PASSWORD) {
    const mend = `must have at least ${SHORTEST_PASSWORD} characters`;
    throw new EnvironmentError("GRANTRY_BOOTSTRAP_PASSWORD", mend);
  }
  const token = environment.optional("GRANTRY_BOOTSTRAP_TOKEN");
  if (token !== undefined && !isPersonalAccessToken(token)) {
    throw new EnvironmentError(
      "GRANTRY_BOOTSTRAP_TOKEN",
      "is not a personal access token; `grantry token generate` prints a well-formed one",
    );
  }
  return { email, password, token };
}

/** The first plane's default: a second database on the same server. */
function defaultPlaneDatabaseUrl(controlUrl: string): string {
  const url = new URL(controlUrl);
  url.pathname = `${url.pathname}_plane`;
  return url.href;
}
