import fs from "node:fs";
import path from "node:path";

/** Thrown when a living start uses the data folder. */
export class DataFolderBusyError extends Error {
  constructor(dataDir: string, pid: number) {
    super(
      `${dataDir} is in use by another start (process ${pid}). ` +
        "Stop it, or choose another folder with GRANTRY_DATA_DIR.",
    );
    this.name = "DataFolderBusyError";
  }
}

/** Marks a data folder as used by this process. */
export class RunLock {
  private readonly file: string;

  constructor(private readonly dataDir: string) {
    this.file = path.join(dataDir, "run-lock");
  }

  /** Whether the start before this one ended without cleaning up, so that its children may live. */
  get isLeftBehind(): boolean {
    return fs.existsSync(this.file);
  }

  /** Takes the folder; throws {@link DataFolderBusyError} while a living start has it. */
  take(): void {
    const pid = this.isLeftBehind ? Number(fs.readFileSync(this.file, "utf8")) : 0;
    if (pid > 0 && pid !== process.pid && isStart(pid)) {
      throw new DataFolderBusyError(this.dataDir, pid);
    }
    fs.writeFileSync(this.file, String(process.pid));
  }

  release(): void {
    fs.rmSync(this.file, { force: true });
  }
}

function isStart(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!fs.existsSync(commandLine)) return process.platform !== "linux";
  return fs.readFileSync(commandLine, "utf8").includes("start.mjs");
}
