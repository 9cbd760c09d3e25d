import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  appProcesses,
  embeddedRedis,
  findOnPath,
  freePort,
  Processes,
  waitUntilReady,
  type AppProcess,
} from "@grantry/infra";
import {
  Envelope,
  openControl,
  openPlane,
  openProvisioner,
  type ControlDatabase,
  type PlaneDatabase,
  type PlaneProvisioner,
  type StoredJobRun,
} from "@grantry/persistence";
import {
  openJobQueues,
  queueAddress,
  type JobQueues,
  type QueueAddress,
  type QueueName,
  type ScheduleName,
} from "@grantry/queue";
import { sharedEngines } from "../support/coordinator.js";
import { createInstanceStores, inDatabase } from "../support/engines.js";
import { eventually } from "./eventually.js";

/** Where queues can live on this machine. */
export const QUEUE_PLACES: readonly QueueAddress["kind"][] =
  findOnPath("redis-server") === undefined && findOnPath("valkey-server") === undefined
    ? ["postgresql"]
    : ["redis", "postgresql"];

/** A worker dies, another takes its jobs over after this long. */
const LOCK_SECONDS = 2;

/** Workers as real processes over databases of their own and, for Redis, a server of their own. */
export interface WorkerFixture {
  readonly databaseUrl: string;
  readonly planeDatabaseUrl: string;
  readonly control: ControlDatabase;
  readonly plane: PlaneProvisioner;
  /** Stores as a data plane has them. */
  readonly data: PlaneDatabase;
  readonly queues: JobQueues;
  /** Starts a worker, `worker` or one of another name; resolves when it is ready. */
  startWorker(name?: string): Promise<void>;
  /** Kills a worker; it is not started again. */
  killWorker(name?: string): Promise<void>;
  /** Kills Redis and everything it holds in memory; answers when it runs again. */
  restartRedis(downForMs: number): Promise<void>;
  createProject(config?: object): Promise<string>;
  /** Results of a schedule in a project, newest first. */
  runsOf(projectId: string, schedule: ScheduleName): Promise<StoredJobRun[]>;
  /** Resolves when no job of a queue waits, runs or is tried again. */
  idle(queue: QueueName): Promise<void>;
  output(): string;
  stop(): Promise<void>;
}

/** Prepares everything but the worker itself. */
export async function startFixture(place: QueueAddress["kind"]): Promise<WorkerFixture> {
  const stores = await createInstanceStores(sharedEngines());
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-jobs-"));
  const lines: string[] = [];
  const processes = new Processes({
    log: (line) => void lines.push(line),
    firstPauseMilliseconds: 200,
  });
  const redis = place === "redis" ? await startRedis(processes, dataDir) : undefined;
  const masterKey = randomBytes(32).toString("base64");
  const envelope = new Envelope([masterKey]);
  const { databaseUrl, planeDatabaseUrl } = stores;
  const control = await openControl({ databaseUrl, poolSize: 2 });
  const plane = openProvisioner({ databaseUrl: planeDatabaseUrl, envelope });
  const data = openPlane({ databaseUrl: planeDatabaseUrl, envelope });
  const address = queueAddress({ redisUrl: redis?.url, databaseUrl });
  const queues = openJobQueues(address, () => undefined);

  return {
    databaseUrl,
    planeDatabaseUrl,
    control,
    plane,
    data,
    queues,

    async startWorker(name = "worker") {
      const worker = await workerProcess(name, {
        dataDir,
        databaseUrl,
        planeDatabaseUrl,
        redisUrl: redis?.url,
        masterKey,
      });
      processes.start(worker.spec);
      await waitUntilReady([worker], processes, { host: "127.0.0.1", tls: new Set() });
    },

    async killWorker(name = "worker") {
      await killForGood(processes, name);
    },

    async restartRedis(downForMs) {
      if (redis === undefined) throw new Error("the queues are not on Redis");
      await killForGood(processes, redis.spec.name);
      await new Promise((resolve) => setTimeout(resolve, downForMs));
      processes.start(redis.spec);
      await redis.ready();
    },

    async createProject(config = {}) {
      const id = randomUUID();
      await plane.putProject({
        id,
        slug: `slug-${id}`,
        name: "A project",
        environment: "dev",
        workspaceId: randomUUID(),
        state: "running",
        revision: randomUUID(),
        config: { oauth2: config, account_experience: {} },
        version: 1,
      });
      return id;
    },

    async runsOf(projectId, schedule) {
      const runs = await control.jobRuns.latest(1_000);
      return runs.filter((run) => run.projectId === projectId && run.schedule === schedule);
    },

    async idle(queue) {
      await eventually(async () => {
        const counts = (await queues.counts()).find((each) => each.queue === queue);
        // A schedule always has its next job waiting for its time.
        expect(counts).toMatchObject({ waiting: 0, active: 0, delayed: 1 });
      });
    },

    output: () => lines.join("\n"),

    async stop() {
      await queues.close();
      await processes.stop();
      await Promise.all([control.close(), plane.close(), data.close()]);
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function killForGood(processes: Processes, name: string): Promise<void> {
  processes.kill(name, "SIGKILL");
  await processes.stop([name]);
}

async function startRedis(processes: Processes, dataDir: string) {
  const redis = embeddedRedis({ dataDir, port: await freePort(), volatile: true });
  if (redis === undefined) throw new Error("no redis-server or valkey-server");
  processes.start(redis.spec);
  await redis.ready();
  return redis;
}

async function workerProcess(
  name: string,
  settings: {
    dataDir: string;
    databaseUrl: string;
    planeDatabaseUrl: string;
    redisUrl: string | undefined;
    masterKey: string;
  },
): Promise<AppProcess> {
  const port = await freePort();
  const apps = appProcesses(
    {
      root: path.resolve(import.meta.dirname, "../.."),
      dataDir: settings.dataDir,
      bind: "127.0.0.1",
      ports: { gateway: port, controlPlane: port, dataPlanes: [port], worker: port },
      databaseUrl: settings.databaseUrl,
      planeDatabaseUrl: settings.planeDatabaseUrl,
      redisUrl: settings.redisUrl,
      masterKeys: settings.masterKey,
      bootstrap: { email: "owner@grantry.test", password: undefined },
    },
    {
      PATH: process.env["PATH"],
      GRANTRY_LOG_LEVEL: "info",
      GRANTRY_WORKER_LOCK_SECONDS: String(LOCK_SECONDS),
      GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32",
    },
  );
  const worker = apps.find(({ spec }) => spec.name === "worker");
  if (worker === undefined) throw new Error("an installation has a worker");
  return { ...worker, spec: { ...worker.spec, name } };
}

/** Runs `work` while nobody can write to a table; whoever tries is thrown out at the end. */
export async function whileLocked(
  databaseUrl: string,
  table: string,
  work: (waiting: () => Promise<number>) => Promise<void>,
): Promise<void> {
  await inDatabase(databaseUrl, async (holder) => {
    await holder.query("begin");
    await holder.query(`lock table ${table} in exclusive mode`);
    const waiting = async () => {
      const { rows } = await holder.query<{ count: number }>(
        `select count(*)::int as count from pg_locks
          where relation = $1::regclass and not granted`,
        [table],
      );
      return rows[0]?.count ?? 0;
    };
    await work(waiting);
    await holder.query(
      `select pg_terminate_backend(pid) from pg_locks
        where relation = $1::regclass and not granted`,
      [table],
    );
    await holder.query("commit");
  });
}
