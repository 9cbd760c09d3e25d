import { Environment } from "@grantry/platform";
import { appProcesses, localHost, type Installation } from "./app-processes.js";
import { BootstrapPassword } from "./bootstrap-password.js";
import { embeddedPostgres } from "./embedded-postgres.js";
import { embeddedRedis } from "./embedded-redis.js";
import { defaultPlaneUrl, isEmptyDatabase, migrate } from "./migrate.js";
import { requireFreePorts } from "./ports.js";
import { Processes } from "./processes.js";
import { waitUntilReady } from "./readiness.js";
import { RunLock } from "./run-lock.js";
import { startBlock } from "./start-block.js";
import {
  masterKeys,
  neededPorts,
  readStartSettings,
  type StartSettings,
} from "./start-settings.js";

/** After kill -9 the children of the last start may need this long to end. */
const leftBehindPatienceMilliseconds = 10_000;
const databasePatienceMilliseconds = 30_000;

/** A running installation, until `stop`. */
export interface Started {
  /** What the user is told. */
  block: string;
  /** The block was printed: a generated password is forgotten. */
  shown(): void;
  stop(): Promise<void>;
}

/**
 * `npm start`: starts PostgreSQL and Redis unless they are given, migrates, starts every process
 * and resolves when all are ready. Throws with a line for the user; whatever ran is stopped then.
 */
export async function start(
  root: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<Started> {
  const startedAt = Date.now();
  const environment = new Environment(env);
  const settings = readStartSettings(environment, root);
  const lock = new RunLock(settings.dataDir);
  const patience = lock.isLeftBehind ? leftBehindPatienceMilliseconds : 0;
  await requireFreePorts(neededPorts(settings), patience);
  lock.take();

  const processes = new Processes({ log, keepsRefusals: true });
  const stop = async (): Promise<void> => {
    await processes.stop(processes.names().filter((name) => !isEngine(name)));
    await processes.stop();
    lock.release();
  };
  try {
    const keys = masterKeys(environment, settings.dataDir);
    const [urls, queue] = await Promise.all([
      startDatabase(settings, processes),
      startQueue(settings, processes),
    ]);
    const firstStart = await isFirstStart(urls.control);
    const bootstrapPassword = new BootstrapPassword(settings.dataDir);
    const generated = bootstrapPassword.begin(settings.bootstrap.password, firstStart);
    await migrate(urls);
    const installation: Installation = {
      root,
      dataDir: settings.dataDir,
      bind: settings.bind,
      ports: { ...settings.ports, dataPlanes: settings.ports.dataPlanes.slice(0, 1) },
      databaseUrl: urls.control,
      planeDatabaseUrl: urls.plane,
      furtherPlanes: urls.further.map((databaseUrl, index) => ({
        databaseUrl,
        ports: settings.ports.dataPlanes.slice(index + 1, index + 2),
      })),
      redisUrl: queue.url,
      masterKeys: keys,
      bootstrap: {
        email: settings.bootstrap.email,
        password: generated ?? settings.bootstrap.password,
      },
    };
    const apps = appProcesses(installation, { GRANTRY_LOG_LEVEL: "warn", ...env });
    for (const { spec } of apps) processes.start(spec);
    const tls = new Set(environment.optional("GRANTRY_TLS_CERT") === undefined ? [] : ["gateway"]);
    await waitUntilReady(apps, processes, { host: localHost(settings.bind), tls });
    processes.settle();
    const block = startBlock({
      addresses: settings.addresses,
      email: settings.bootstrap.email,
      firstStart: firstStart || generated !== undefined,
      password: generated,
      dataDir: settings.dataDir,
      queue: queue.description,
      seconds: (Date.now() - startedAt) / 1000,
    });
    return { block, stop, shown: () => bootstrapPassword.shown() };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isEngine(name: string): boolean {
  return name === "postgresql" || name === "redis";
}

async function startDatabase(
  settings: StartSettings,
  processes: Processes,
): Promise<{ control: string; plane: string; further: string[] }> {
  if (settings.databaseUrl !== undefined) {
    const plane = settings.planeDatabaseUrl ?? defaultPlaneUrl(settings.databaseUrl);
    return { control: settings.databaseUrl, plane, further: furtherUrls(settings, plane) };
  }
  const postgres = embeddedPostgres({ dataDir: settings.dataDir, port: settings.ports.postgres });
  processes.start(postgres.spec);
  await postgres.ready();
  const plane = postgres.url("grantry_plane");
  return { control: postgres.url("grantry"), plane, further: furtherUrls(settings, plane) };
}

/** Each plane has a database of its own: beside the first one's unless a variable names it. */
function furtherUrls(settings: StartSettings, firstUrl: string): string[] {
  return settings.furtherPlaneDatabaseUrls.map((given, index) => {
    const url = new URL(firstUrl);
    url.pathname = `${url.pathname}_${index + 2}`;
    return given ?? url.href;
  });
}

async function startQueue(
  settings: StartSettings,
  processes: Processes,
): Promise<{ url: string | undefined; description: string }> {
  if (settings.redisUrl !== undefined) {
    return { url: settings.redisUrl, description: "Redis (REDIS_URL)" };
  }
  const redis = embeddedRedis({ dataDir: settings.dataDir, port: settings.ports.redis });
  if (redis === undefined) {
    const why = "no redis-server or valkey-server on this machine";
    return { url: undefined, description: `PostgreSQL (${why})` };
  }
  processes.start(redis.spec);
  await redis.ready();
  return { url: redis.url, description: `Redis (${redis.program}, port ${settings.ports.redis})` };
}

/** Waits for a database that is still starting; refuses after 30 seconds (contract §3). */
async function isFirstStart(url: string): Promise<boolean> {
  const until = Date.now() + databasePatienceMilliseconds;
  for (;;) {
    try {
      return await isEmptyDatabase(url);
    } catch (error) {
      if (Date.now() > until) {
        const cause = (error as Error).message;
        throw new Error(`DATABASE_URL: the database cannot be reached (${cause})`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
