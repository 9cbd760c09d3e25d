import fs from "node:fs";

const ticksPerSecond = 100;

/** Processor time of a living process so far, threads included; undefined where there is no /proc. */
export function processMilliseconds(pid: number): number | undefined {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  return inMilliseconds(Number(fields[11]) + Number(fields[12]));
}

/**
 * Processor time of a process and everything it has started, children that have ended included:
 * PostgreSQL is a process for each connection.
 */
export function familyMilliseconds(pid: number): number | undefined {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  const own = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  const children = childrenOf(pid).map((child) => familyMilliseconds(child) ?? 0);
  return inMilliseconds(own) + children.reduce((sum, each) => sum + each, 0);
}

/** Resident memory of a process in MiB. */
export function residentMebibytes(pid: number): number | undefined {
  const status = readProc(`${pid}/status`);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? "")?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

/** The fields of /proc/PID/stat after the program's name, which may hold spaces. */
function statOf(pid: number): string[] | undefined {
  const text = readProc(`${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function childrenOf(pid: number): number[] {
  const text = readProc(`${pid}/task/${pid}/children`);
  return (text ?? "").split(" ").filter(Boolean).map(Number);
}

function inMilliseconds(ticks: number): number {
  return (ticks * 1000) / ticksPerSecond;
}

function readProc(file: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
