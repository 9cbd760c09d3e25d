import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { embeddedPostgres, embeddedRedis, freePort, migrate, Processes } from "@grantry/infra";

/** The PostgreSQL and Redis that a whole run of acceptance specs shares. */
export interface Engines {
  /** Owner login, without a database. */
  postgresUrl: string;
  redisUrl: string | undefined;
}

const templates = { control: "template_control", plane: "template_plane" };

/** Starts both engines in a temporary folder, with one migrated template per kind of database. */
export async function startEngines(): Promise<{ engines: Engines; stop: () => Promise<void> }> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-test-"));
  fs.chmodSync(dataDir, 0o755);
  const processes = new Processes({ log: (line) => console.error(line) });
  const volatile = { dataDir, volatile: true };
  const postgres = embeddedPostgres({ ...volatile, port: await freePort() });
  const redis = embeddedRedis({ ...volatile, port: await freePort() });
  processes.start(postgres.spec);
  if (redis !== undefined) processes.start(redis.spec);
  const stop = async (): Promise<void> => {
    await processes.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await Promise.all([postgres.ready(), redis?.ready()]);
    const { control, plane } = templates;
    await migrate({ control: postgres.url(control), plane: postgres.url(plane) });
    const maintenance = new pg.Client({ connectionString: postgres.url("postgres") });
    await maintenance.connect();
    await maintenance.query("create database instances");
    await maintenance.end();
    await inDatabase(postgres.url("instances"), async (client) => {
      await client.query("create sequence instance");
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { engines: { postgresUrl: postgres.url(""), redisUrl: redis?.url }, stop };
}

/** What an instance of its own gets: two fresh databases and a Redis database. */
export interface InstanceStores {
  databaseUrl: string;
  planeDatabaseUrl: string;
  redisUrl: string | undefined;
}

/** Fresh databases copied from the templates; nothing is shared with any other instance. */
export async function createInstanceStores(engines: Engines): Promise<InstanceStores> {
  const name = `instance_${randomBytes(5).toString("hex")}`;
  const number = await nextInstance(engines);
  await inDatabase(`${engines.postgresUrl}instances`, async (client) => {
    await client.query("select pg_advisory_lock(1)");
    await client.query(`create database ${name} template ${templates.control}`);
    await client.query(`create database ${name}_plane template ${templates.plane}`);
  });
  return {
    databaseUrl: `${engines.postgresUrl}${name}`,
    planeDatabaseUrl: `${engines.postgresUrl}${name}_plane`,
    redisUrl: engines.redisUrl?.replace(/\/\d+$/, `/${number}`),
  };
}

/** The database of one more data plane beside an instance's first one. */
export async function createFurtherPlane(
  engines: Engines,
  stores: InstanceStores,
  number: number,
): Promise<string> {
  const url = `${stores.planeDatabaseUrl}_${number}`;
  await inDatabase(`${engines.postgresUrl}instances`, async (client) => {
    await client.query("select pg_advisory_lock(1)");
    const name = new URL(url).pathname.slice(1);
    await client.query(`create database ${name} template ${templates.plane}`);
  });
  return url;
}

/** Runs `work` with a connection to one database. */
export async function inDatabase<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function nextInstance(engines: Engines): Promise<number> {
  return await inDatabase(`${engines.postgresUrl}instances`, async (client) => {
    const { rows } = await client.query<{ next: string }>("select nextval('instance') as next");
    return Number(rows[0]?.next);
  });
}
