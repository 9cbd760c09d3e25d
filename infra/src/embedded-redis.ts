import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Redis } from "ioredis";
import type { ProcessSpec } from "./processes.js";

export interface EmbeddedRedisOptions {
  /** Folder that keeps the append-only file and the password. */
  dataDir: string;
  port: number;
  /** For tests: keeps nothing on disk. */
  volatile?: boolean;
}

/** A prepared Redis: run `spec`, then wait for `ready`. */
export interface EmbeddedRedis {
  spec: ProcessSpec;
  /** The program found: redis-server or valkey-server. */
  program: string;
  url: string;
  /** Resolves once the server answers; throws after 30 s. */
  ready(): Promise<void>;
}

const programs = ["redis-server", "valkey-server"];
const readyTimeoutMilliseconds = 30_000;

/** Prepares the Redis or Valkey found on this machine; undefined when there is none. */
export function embeddedRedis(options: EmbeddedRedisOptions): EmbeddedRedis | undefined {
  const command = programs.map(findOnPath).find((file) => file !== undefined);
  if (command === undefined) return undefined;
  const folder = path.join(path.resolve(options.dataDir), "redis");
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const password = readOrCreatePassword(options.dataDir);
  const url = `redis://:${password}@127.0.0.1:${options.port}/0`;
  const name = path.basename(command);
  return {
    program: name,
    url,
    spec: {
      name: "redis",
      command,
      args: ["-"],
      cwd: "/",
      logFile: path.join(options.dataDir, "redis.log"),
      input: configuration(folder, password, options),
    },
    ready: () => pingWithin(url),
  };
}

/** The file of a program on PATH, or undefined. */
export function findOnPath(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const files = folders.filter(Boolean).map((folder) => path.join(folder, program));
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function readOrCreatePassword(dataDir: string): string {
  const file = path.join(dataDir, "redis-password");
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
  const password = randomBytes(24).toString("base64url");
  fs.writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/** Handed over on standard input, so that the password shows in no process list. */
function configuration(folder: string, password: string, options: EmbeddedRedisOptions): string {
  const lines = [
    "bind 127.0.0.1",
    `port ${options.port}`,
    // Each instance of a test run gets a database of its own.
    "databases 1024",
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    "daemonize no",
    'save ""',
    `appendonly ${options.volatile === true ? "no" : "yes"}`,
    "appendfsync everysec",
    // BullMQ loses jobs under any other policy.
    "maxmemory-policy noeviction",
  ];
  return `${lines.join("\n")}\n`;
}

async function pingWithin(url: string): Promise<void> {
  const until = Date.now() + readyTimeoutMilliseconds;
  for (;;) {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    } finally {
      redis.disconnect();
    }
  }
}
