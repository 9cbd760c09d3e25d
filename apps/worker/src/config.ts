import {
  addressesFromEnvironment,
  Environment,
  EnvironmentError,
  mailServerFromEnvironment,
  namedDataPlanes,
  outboundAllow,
  redisAddress,
  type Addresses,
  type EnvironmentValues,
  type MailServer,
  type NamedDataPlane,
} from "@grantry/platform";
import { queueAddress, type QueueAddress } from "@grantry/queue";

const MASTER_KEY_LENGTH = 32;

export interface WorkerConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** Jobs of one queue at a time in this process. */
  readonly concurrency: number;
  /** How long a job stays with a worker that gives no sign of life. */
  readonly lockSeconds: number;
  readonly addresses: Addresses;
  /** CIDRs and hosts that tenant-supplied addresses may reach in spite of the guard. */
  readonly outboundAllow: readonly string[];
  /** Name servers that are asked for a custom domain's record; none: the machine's own. */
  readonly dnsServers: readonly string[];
  readonly secrets: {
    readonly databaseUrl: string;
    /** The data planes that the environment names, the first one first. */
    readonly dataPlanes: readonly NamedDataPlane[];
    readonly masterKeys: readonly string[];
    readonly queue: QueueAddress;
    /** Undefined: mail stays in the local mailbox. */
    readonly mailServer: MailServer | undefined;
  };
}

/**
 * Turns the environment into the configuration of the worker.
 * @throws EnvironmentError with the variable and the mend
 */
export function readConfig(values?: EnvironmentValues): WorkerConfig {
  const environment = new Environment(values);
  const databaseUrl = environment.required("DATABASE_URL");
  const addresses = addressesFromEnvironment(environment);
  return Object.freeze({
    listen: {
      host: environment.text("GRANTRY_BIND", "127.0.0.1"),
      port: environment.port("GRANTRY_WORKER_PORT", 4030),
    },
    concurrency: environment.integer("GRANTRY_WORKER_CONCURRENCY", 2, { min: 1, max: 64 }),
    lockSeconds: environment.integer("GRANTRY_WORKER_LOCK_SECONDS", 15, { min: 1, max: 600 }),
    addresses,
    outboundAllow: outboundAllow(environment),
    dnsServers: environment.list("GRANTRY_DNS_SERVERS"),
    secrets: {
      databaseUrl,
      dataPlanes: namedDataPlanes(
        environment,
        environment.required("GRANTRY_DATA_PLANE_DATABASE_URL"),
      ),
      masterKeys: readMasterKeys(environment),
      queue: queueAddress({ redisUrl: redisAddress(environment), databaseUrl }),
      mailServer: mailServerFromEnvironment(environment, addresses.console),
    },
  });
}

function readMasterKeys(environment: Environment): string[] {
  const name = "GRANTRY_MASTER_KEY";
  environment.required(name, "is required: 32 random bytes in base64");
  const keys = environment.list(name);
  if (keys.every((key) => Buffer.from(key, "base64").length === MASTER_KEY_LENGTH)) return keys;
  throw new EnvironmentError(name, "must be 32 random bytes in base64, or a list `new,old`");
}
