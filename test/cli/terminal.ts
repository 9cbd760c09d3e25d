import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PROGRAM = resolve(import.meta.dirname, "../../apps/cli/bin/grantry.mjs");

// A test starts many processes, one after another, on a machine that runs other specs as well.
jest.setTimeout(120_000);

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A command that still runs. */
export interface Running {
  /** Waits until stderr matches, and answers with the match. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** What it has written to stdout so far. */
  printed(): string;
  ended: Promise<Ended>;
  kill(): void;
}

export interface RunOptions {
  env?: Record<string, string | undefined>;
  input?: string;
}

/**
 * A person's terminal: a home of its own, and a browser command that only notes what it was asked
 * to open.
 */
export interface Terminal {
  home: string;
  settingsPath: string;
  run(words: readonly string[], options?: RunOptions): Promise<Ended>;
  start(words: readonly string[], options?: RunOptions): Running;
  /** Addresses that were opened in the browser. */
  opened(): string[];
  close(): void;
}

/** Opens a terminal whose commands have exactly these GRANTRY_* variables. */
export function openTerminal(variables: Record<string, string | undefined>): Terminal {
  const home = mkdtempSync(join(tmpdir(), "grantry-terminal-"));
  const opened = join(home, "opened");
  const programs = join(home, "bin");
  mkdirSync(programs);
  for (const name of ["xdg-open", "open"]) {
    writeFileSync(join(programs, name), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${opened}'\n`);
    chmodSync(join(programs, name), 0o755);
  }
  const running = new Set<Running>();
  const env = {
    PATH: `${programs}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: home,
    TZ: "UTC",
    ...variables,
  };

  function start(words: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      cwd: home,
      env: { ...env, ...options.env },
      stdio: "pipe",
    });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.stdin.on("error", () => undefined).end(options.input ?? "");
    let isOver = false;
    const ended = new Promise<Ended>((done, failed) => {
      child.once("error", failed);
      child.once("close", (code) => {
        isOver = true;
        running.delete(command);
        done({ code, out, err });
      });
    });
    const command: Running = {
      ended,
      printed: () => out,
      kill: () => void child.kill("SIGKILL"),
      async says(pattern) {
        for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(20)) {
          const match = pattern.exec(err);
          if (match !== null) return match;
          if (isOver) break;
        }
        throw new Error(`grantry ${words.join(" ")} did not say ${pattern}, but:\n${err}${out}`);
      },
    };
    running.add(command);
    return command;
  }

  return {
    home,
    settingsPath: join(home, ".grantry.json"),
    run: (words, options) => start(words, options).ended,
    start,
    opened: () => (existsSync(opened) ? readFileSync(opened, "utf8").trim().split("\n") : []),
    close() {
      for (const command of running) command.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The words of a line as somebody types it: double quotes hold spaces, a backslash ends a line. */
export function typed(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|[^\s\\]+/g)].map(([word, quoted]) => quoted ?? word);
}

/** The rows of a resource, as `KEY` and value. */
export function rowsOf(out: string): Map<string, string> {
  const lines = out.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [key = "", value = ""] = line.split(/\t+/);
      return [key, value];
    }),
  );
}

/** The value of a row that has to be there. */
export function row(out: string, key: string): string {
  const value = rowsOf(out).get(key);
  if (value === undefined) throw new Error(`There is no row ${key} in:\n${out}`);
  return value;
}
