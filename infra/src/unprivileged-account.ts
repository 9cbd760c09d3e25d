import fs from "node:fs";
import path from "node:path";

/** A system account by number. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Whom PostgreSQL runs as: it refuses to run as root, so root drops to `postgres`, else `nobody`.
 * Undefined when this process is not root and simply runs it itself.
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const rows = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const row = rows.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (row !== undefined) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new Error("root cannot run PostgreSQL, and neither postgres nor nobody exists here");
}

/** Whether `account` may pass through every folder above `target` (which need not exist yet). */
export function mayReach(account: Account, target: string): boolean {
  const folder = path.dirname(path.resolve(target));
  if (fs.existsSync(folder) && !maySearch(account, fs.statSync(folder))) return false;
  return folder === path.dirname(folder) || mayReach(account, folder);
}

function maySearch(account: Account, folder: fs.Stats): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
