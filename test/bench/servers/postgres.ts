import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { embeddedPostgres, freePort, type Processes } from "@grantry/infra";
import { StatementCounter } from "../counters/statements.js";

/** The one PostgreSQL that every server uses in turn. */
export interface BenchPostgres {
  /** Address of a database for the owner login. */
  url(database: string): string;
  /** Address for the superuser: seeding past row-level security, counters. */
  superuserUrl(database: string): string;
  createDatabase(name: string): Promise<void>;
  readonly statements: StatementCounter;
  /** Settings on which durability hangs. */
  readonly settings: Readonly<Record<string, string>>;
  pid(): number;
}

const durability = ["fsync", "synchronous_commit", "full_page_writes"];
const described = [...durability, "server_version", "shared_buffers", "max_connections"];

/** Starts the embedded PostgreSQL as `npm start` does, durable, with counters for statements. */
export async function startPostgres(processes: Processes, dataDir: string): Promise<BenchPostgres> {
  const port = await freePort();
  const postgres = embeddedPostgres({ dataDir, port });
  const { spec } = postgres;
  const counters = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=top"];
  processes.start({
    ...spec,
    args: [...spec.args, ...counters.flatMap((setting) => ["-c", setting])],
  });
  await postgres.ready();
  const credentials = JSON.parse(
    fs.readFileSync(path.join(dataDir, "postgres-credentials.json"), "utf8"),
  ) as { superuserPassword: string };
  const superuserUrl = (database: string): string =>
    `postgres://postgres:${credentials.superuserPassword}@127.0.0.1:${port}/${database}`;
  const statements = await StatementCounter.open(superuserUrl("postgres"));
  const settings = await statements.settings(described);
  const loose = durability.filter((name) => settings[name] !== "on");
  if (loose.length > 0) throw new Error(`PostgreSQL is not durable: ${loose.join(", ")} is off`);
  return {
    url: (database) => postgres.url(database),
    superuserUrl,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: postgres.url("postgres") });
      await client.connect();
      await client.query(`create database ${client.escapeIdentifier(name)}`);
      await client.end();
    },
    statements,
    settings,
    pid() {
      const pid = processes.pid(spec.name);
      if (pid === undefined) throw new Error("PostgreSQL has ended");
      return pid;
    },
  };
}
