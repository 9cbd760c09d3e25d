import {
  createPostgresBackend,
  createRedisBackend,
  withBackend,
  type BackendFactory,
  type IQueueBackend,
} from "bullmq";

/** Where the queues live: Redis, or a PostgreSQL database when there is no Redis. */
export type QueueAddress =
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "postgresql"; readonly url: string };

/**
 * Decides where the queues live.
 * @returns Redis when an address of one is given, else the control database
 */
export function queueAddress(configured: {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
}): QueueAddress {
  return configured.redisUrl === undefined || configured.redisUrl === ""
    ? { kind: "postgresql", url: configured.databaseUrl }
    : { kind: "redis", url: configured.redisUrl };
}

/** Keys of the queues in Redis begin with it; a server may be shared with other products. */
const REDIS_PREFIX = "grantry";
/** Connections of one queue or worker to PostgreSQL beside the one that listens. */
const POSTGRESQL_POOL_SIZE = 2;
/** A lost Redis is looked for at least this often. */
const LONGEST_RECONNECT_DELAY_MS = 2_000;

export interface QueueConnection {
  readonly address: QueueAddress;
  /** `fail`: a command during an outage is refused within seconds. `wait`: it waits for the end. */
  readonly whenLost: "fail" | "wait";
}

const createBackend: BackendFactory<IQueueBackend, QueueConnection> = (name, options, extra) => {
  const { address, whenLost } = options.connection;
  if (address.kind === "redis") {
    const connection = {
      url: address.url,
      maxRetriesPerRequest: whenLost === "fail" ? 1 : null,
      retryStrategy: (attempt: number) => Math.min(attempt * 100, LONGEST_RECONNECT_DELAY_MS),
    };
    const redisOptions = { ...options, prefix: REDIS_PREFIX, connection };
    return createRedisBackend(name, redisOptions, extra);
  }
  const connection = {
    connectionString: address.url,
    max: POSTGRESQL_POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    migrate: true,
  };
  return createPostgresBackend(name, { ...options, connection }, extra);
};

/** BullMQ's classes over either place. */
export const { Queue, Worker } = withBackend(createBackend);
