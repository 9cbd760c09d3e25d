import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { postgresBinaries, SYSTEM_FOLDER, type PostgresBinaries } from "./postgres-binaries.js";
import type { ProcessSpec } from "./processes.js";
import { accountForPostgres, mayReach, type Account } from "./unprivileged-account.js";

export interface EmbeddedPostgresOptions {
  /** Folder that keeps the cluster and the credentials. */
  dataDir: string;
  port: number;
  /** For tests: nothing survives a crash of the machine, and everything is faster. */
  volatile?: boolean;
}

/** A prepared cluster: run `spec`, then wait for `ready`. */
export interface EmbeddedPostgres {
  spec: ProcessSpec;
  /** Address of a database for the owner login, which is no superuser. */
  url(database: string): string;
  /** Resolves once the server answers and the owner login exists; throws after 30 s. */
  ready(): Promise<void>;
}

interface Credentials {
  superuserPassword: string;
  ownerPassword: string;
}

const owner = "grantry";
const readyTimeoutMilliseconds = 30_000;

/**
 * Prepares the PostgreSQL that comes with the installation: a cluster on 127.0.0.1 with generated
 * passwords, created on first use. As root it belongs to and runs as an unprivileged account.
 */
export function embeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const account = accountForPostgres();
  const binaries = postgresBinaries(account);
  const credentials = readOrCreateCredentials(options.dataDir);
  const cluster = clusterFolder(options.dataDir, account);
  if (!fs.existsSync(path.join(cluster, "PG_VERSION"))) {
    createCluster(binaries, cluster, credentials, account);
  }
  refuseOtherVersion(cluster, binaries);
  const at = (login: string, password: string, database: string): string =>
    `postgres://${login}:${password}@127.0.0.1:${options.port}/${database}`;
  return {
    spec: serverSpec(binaries, cluster, options, account),
    url: (database) => at(owner, credentials.ownerPassword, database),
    ready: async () => {
      const superuser = at("postgres", credentials.superuserPassword, "postgres");
      await createOwner(await connectWithin(superuser), credentials.ownerPassword);
    },
  };
}

function readOrCreateCredentials(dataDir: string): Credentials {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "postgres-credentials.json");
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")) as Credentials;
  const password = (): string => randomBytes(24).toString("base64url");
  const credentials = { superuserPassword: password(), ownerPassword: password() };
  fs.writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
}

/**
 * The cluster lies in the data folder, or, when the unprivileged account cannot reach that, in a
 * system folder whose path the data folder remembers.
 */
function clusterFolder(dataDir: string, account: Account | undefined): string {
  const remembered = path.join(dataDir, "postgres-folder");
  if (fs.existsSync(remembered)) return fs.readFileSync(remembered, "utf8");
  const own = path.join(path.resolve(dataDir), "postgres");
  if (account === undefined || mayReach(account, own)) return own;
  const folder = path.join(SYSTEM_FOLDER, `postgres-${randomBytes(6).toString("hex")}`);
  fs.mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  fs.writeFileSync(remembered, folder);
  return folder;
}

/** Made beside its place and moved there, so that an interrupted first start leaves nothing half. */
function createCluster(
  binaries: PostgresBinaries,
  cluster: string,
  credentials: Credentials,
  account: Account | undefined,
): void {
  const draft = `${cluster}.new`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
  const passwordFolder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-initdb-"));
  const passwordFile = path.join(passwordFolder, "password");
  fs.writeFileSync(passwordFile, credentials.superuserPassword, { mode: 0o600 });
  if (account !== undefined) {
    for (const item of [draft, passwordFolder, passwordFile]) {
      fs.chownSync(item, account.uid, account.gid);
    }
  }
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const authentication = ["-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  const args = ["-D", draft, ...authentication, "-E", "UTF8", ...locale, "--no-instructions"];
  const run = spawnSync(binaries.initdb, args, { ...account, cwd: "/", encoding: "utf8" });
  fs.rmSync(passwordFolder, { recursive: true, force: true });
  if (run.status !== 0) {
    throw new Error(`initdb failed: ${run.error?.message ?? `${run.stdout}${run.stderr}`}`);
  }
  fs.rmSync(cluster, { recursive: true, force: true });
  fs.renameSync(draft, cluster);
}

function refuseOtherVersion(cluster: string, binaries: PostgresBinaries): void {
  const version = fs.readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
  if (version === binaries.majorVersion) return;
  throw new Error(
    `${cluster} belongs to PostgreSQL ${version}, this installation has ${binaries.majorVersion}: ` +
      "start a server of that version yourself and set DATABASE_URL",
  );
}

function serverSpec(
  binaries: PostgresBinaries,
  cluster: string,
  options: EmbeddedPostgresOptions,
  account: Account | undefined,
): ProcessSpec {
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "logging_collector=off",
    ...(options.volatile === true
      ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
      : []),
  ];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  return {
    name: "postgresql",
    command: binaries.postgres,
    args: ["-D", cluster, "-p", String(options.port), ...flags],
    ...account,
    cwd: "/",
    stopSignal: "SIGINT",
    logFile: path.join(options.dataDir, "postgresql.log"),
    prepare: () => removeStaleLock(cluster),
  };
}

/**
 * After kill -9 the lock may name a process id that belongs to somebody else by now, and the
 * server would refuse to start. A lock of a living server stays: that server is ending.
 */
function removeStaleLock(cluster: string): void {
  const lock = path.join(cluster, "postmaster.pid");
  if (!fs.existsSync(lock) || process.platform !== "linux") return;
  const pid = fs.readFileSync(lock, "utf8").split("\n", 1)[0] ?? "";
  const commandLine = `/proc/${pid}/cmdline`;
  const program = fs.existsSync(commandLine) ? fs.readFileSync(commandLine, "utf8") : "";
  if (!program.includes("postgres")) fs.rmSync(lock, { force: true });
}

async function connectWithin(url: string): Promise<pg.Client> {
  const until = Date.now() + readyTimeoutMilliseconds;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** The login of migrations and processes: owns the databases, is no superuser, so policies bind. */
async function createOwner(client: pg.Client, password: string): Promise<void> {
  try {
    const found = await client.query("select 1 from pg_roles where rolname = $1", [owner]);
    if (found.rowCount !== 0) return;
    await client.query(
      `create role ${owner} login createdb createrole password ${client.escapeLiteral(password)}`,
    );
    await client.query(`alter role ${owner} set createrole_self_grant = 'set, inherit'`);
  } finally {
    await client.end();
  }
}
