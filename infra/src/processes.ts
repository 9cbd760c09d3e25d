import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import { createInterface } from "node:readline";
import type { RefusedSetting } from "@grantry/platform";

/** One child process, and how it likes to be started and stopped. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  cwd?: string;
  /** Written to its standard input, which is closed afterwards. */
  input?: string;
  /** A Node process that exits when the channel to its parent closes. */
  channel?: boolean;
  stopSignal?: "SIGTERM" | "SIGINT";
  /** Killed when it still runs so long after the signal; absent: 8 s. */
  stopMilliseconds?: number;
  /** Runs before every start, also before a restart. */
  prepare?: () => void;
  /** File for its output, begun anew at every start of the whole. Absent: shown, line by line. */
  logFile?: string;
}

export interface ProcessesOptions {
  log: (line: string) => void;
  /** First pause before a crashed process is started again; doubles up to 30 s. */
  firstPauseMilliseconds?: number;
  /**
   * Whether a process that refuses a setting is left alone and its line kept for `refusal`, until
   * `settle` is called. What others write to stderr is shown when they end or at `settle`.
   */
  keepsRefusals?: boolean;
}

interface Supervised {
  spec: ProcessSpec;
  child: ChildProcess | undefined;
  pauseMilliseconds: number;
  crashes: number;
  timer: NodeJS.Timeout | undefined;
  stopping: boolean;
  /** The line with which it refused a setting. */
  refusal: string | undefined;
}

const longestPauseMilliseconds = 30_000;
/** A process that ran this long was healthy: its next pause is the first one again. */
const healthyAfterMilliseconds = 30_000;
const killAfterMilliseconds = 8_000;

/** Runs child processes, starts crashed ones again with growing pauses, stops all of them. */
export class Processes {
  private readonly supervised = new Map<string, Supervised>();
  private readonly firstPause: number;
  private keepsRefusals: boolean;
  private held: { name: string; line: string }[] = [];

  constructor(private readonly options: ProcessesOptions) {
    this.firstPause = options.firstPauseMilliseconds ?? 500;
    this.keepsRefusals = options.keepsRefusals ?? false;
    process.once("exit", () => this.killAll());
  }

  start(spec: ProcessSpec): void {
    const entry: Supervised = {
      spec,
      child: undefined,
      pauseMilliseconds: this.firstPause,
      crashes: 0,
      timer: undefined,
      stopping: false,
      refusal: undefined,
    };
    this.supervised.set(spec.name, entry);
    if (spec.logFile !== undefined) fs.rmSync(spec.logFile, { force: true });
    this.spawn(entry);
  }

  /** Every process that runs or waits to be started again. */
  names(): string[] {
    return [...this.supervised.keys()];
  }

  /** The process id, or undefined while it is not running. */
  pid(name: string): number | undefined {
    return this.supervised.get(name)?.child?.pid;
  }

  /** How often a process has ended by itself. */
  crashes(name: string): number {
    return this.supervised.get(name)?.crashes ?? 0;
  }

  /** From now on a process that refuses a setting is started again like any other. */
  settle(): void {
    this.keepsRefusals = false;
    for (const name of new Set(this.held.map((each) => each.name))) this.show(name);
  }

  /** The line with which a process refused a setting; it would do so again. */
  refusal(name: string): string | undefined {
    return this.supervised.get(name)?.refusal;
  }

  /** Sends `signal` to a process; it is started again like after a crash. */
  kill(name: string, signal: NodeJS.Signals = "SIGKILL"): void {
    this.supervised.get(name)?.child?.kill(signal);
  }

  /** Stops the named processes together, for good, and waits until they have ended. */
  async stop(names: readonly string[] = [...this.supervised.keys()]): Promise<void> {
    await Promise.all(names.map((name) => this.stopOne(name)));
  }

  private async stopOne(name: string): Promise<void> {
    const entry = this.supervised.get(name);
    if (entry === undefined) return;
    entry.stopping = true;
    clearTimeout(entry.timer);
    const { child } = entry;
    if (child !== undefined) {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      const lastResort = setTimeout(
        () => child.kill("SIGKILL"),
        entry.spec.stopMilliseconds ?? killAfterMilliseconds,
      );
      child.kill(entry.spec.stopSignal ?? "SIGTERM");
      await ended;
      clearTimeout(lastResort);
    }
    this.supervised.delete(name);
  }

  private spawn(entry: Supervised): void {
    const { spec } = entry;
    const startedAt = Date.now();
    let child: ChildProcess;
    try {
      spec.prepare?.();
      child = launch(spec);
    } catch (error) {
      this.restart(entry, (error as Error).message);
      return;
    }
    entry.child = child;
    this.forward(spec, child);
    child.stdin?.on("error", () => undefined).end(spec.input ?? "");
    const ended = (cause: string): void => {
      if (entry.child !== child) return;
      entry.child = undefined;
      if (Date.now() - startedAt > healthyAfterMilliseconds)
        entry.pauseMilliseconds = this.firstPause;
      this.restart(entry, cause);
    };
    child.once("error", (error) => {
      if (child.pid === undefined) ended(error.message);
    });
    child.on("message", (message: Partial<RefusedSetting>) => {
      entry.refusal = message.refusedSetting;
    });
    // An app has said everything by "close"; an engine's own children may keep its output open.
    child.once(spec.channel === true ? "close" : "exit", (code, signal) => {
      if (entry.refusal !== undefined && this.keepsRefusals) {
        entry.child = undefined;
        return;
      }
      this.show(spec.name);
      ended(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  }

  /** Shows what a process wrote to stderr and was held back. */
  private show(name: string): void {
    const held = this.held.filter((each) => each.name === name);
    this.held = this.held.filter((each) => each.name !== name);
    for (const { line } of held) this.options.log(`${name} | ${line}`);
  }

  private restart(entry: Supervised, cause: string): void {
    if (entry.stopping) return;
    entry.crashes += 1;
    const pause = entry.pauseMilliseconds;
    entry.pauseMilliseconds = Math.min(pause * 2, longestPauseMilliseconds);
    this.options.log(`${entry.spec.name} ended (${cause}), starting it again in ${pause / 1000} s`);
    entry.timer = setTimeout(() => this.spawn(entry), pause);
  }

  private forward(spec: ProcessSpec, child: ChildProcess): void {
    const file =
      spec.logFile === undefined ? undefined : fs.createWriteStream(spec.logFile, { flags: "a" });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      if (file !== undefined) stream.pipe(file, { end: false });
      else {
        const lines = createInterface({ input: stream });
        const isHeld = (): boolean => this.keepsRefusals && stream === child.stderr;
        lines.on("line", (line) => {
          if (isHeld()) this.held.push({ name: spec.name, line });
          else this.options.log(`${spec.name} | ${line}`);
        });
      }
    }
    child.once("close", () => file?.end());
  }

  /** The last word when this process exits without having stopped its children. */
  private killAll(): void {
    for (const { child, spec } of this.supervised.values())
      child?.kill(spec.stopSignal ?? "SIGTERM");
  }
}

function launch(spec: ProcessSpec): ChildProcess {
  const { command, args } = dyingWithParent(spec);
  return spawn(command, args, {
    ...(spec.uid !== undefined && { uid: spec.uid }),
    ...(spec.gid !== undefined && { gid: spec.gid }),
    ...(spec.cwd !== undefined && { cwd: spec.cwd }),
    ...(spec.env !== undefined && { env: spec.env }),
    // A group of its own: Ctrl-C reaches this process only, which stops its children in order.
    detached: process.platform !== "win32",
    stdio: spec.channel === true ? ["pipe", "pipe", "pipe", "ipc"] : ["pipe", "pipe", "pipe"],
  });
}

/** On Linux the kernel signals the child when this process dies, also by kill -9. */
function dyingWithParent(spec: ProcessSpec): { command: string; args: string[] } {
  if (!canSetDeathSignal()) return { command: spec.command, args: [...spec.args] };
  const signal = (spec.stopSignal ?? "SIGTERM").slice("SIG".length);
  return { command: "setpriv", args: ["--pdeathsig", signal, "--", spec.command, ...spec.args] };
}

let deathSignal: boolean | undefined;

function canSetDeathSignal(): boolean {
  deathSignal ??=
    process.platform === "linux" &&
    spawnSync("setpriv", ["--pdeathsig", "TERM", "--", process.execPath, "--version"]).status === 0;
  return deathSignal;
}
