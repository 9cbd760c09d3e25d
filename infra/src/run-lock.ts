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

/** Thrown when the data folder cannot be written, as when another user made it. */
export class DataFolderClosedError extends Error {
  constructor(dataDir: string, cause: unknown) {
    super(
      `${dataDir} cannot be written (${(cause as Error).message}). ` +
        "Start as the user it belongs to, or choose another folder with GRANTRY_DATA_DIR.",
      { cause },
    );
    this.name = "DataFolderClosedError";
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

  /**
   * Takes the folder, made when it is missing; throws {@link DataFolderBusyError} while a living
   * start has it and {@link DataFolderClosedError} when it cannot be written.
   */
  take(): void {
    const pid = this.isLeftBehind ? Number(fs.readFileSync(this.file, "utf8")) : 0;
    if (pid > 0 && pid !== process.pid && isStart(pid)) {
      throw new DataFolderBusyError(this.dataDir, pid);
    }
    try {
      // Others may pass through, as PostgreSQL's own account must, but not look around.
      fs.mkdirSync(this.dataDir, { recursive: true, mode: 0o711 });
      fs.writeFileSync(this.file, String(process.pid));
    } catch (error) {
      throw new DataFolderClosedError(this.dataDir, error);
    }
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
