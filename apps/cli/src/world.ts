import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { readEnvironment, type Environment } from "./config.js";

/** Everything outside the program that a command may touch. */
export interface World {
  environment: Environment;
  /** Data. */
  out(text: string): void;
  /** Prose. */
  err(text: string): void;
  /** Asks a person on stderr; undefined when nobody answers. */
  question(prompt: string): Promise<string | undefined>;
  readStdin(): Promise<string>;
  /** Whether a person watches this run. */
  interactive: boolean;
  /** Whether what is written to stdout may be coloured. */
  colour: boolean;
  openBrowser(url: string): void;
  now(): Date;
}

/** The world of a process in a terminal. */
export function openWorld(): World {
  const environment = readEnvironment();
  return {
    environment,
    out: (written) => void process.stdout.write(written),
    err: (written) => void process.stderr.write(written),
    question: askOnTerminal,
    readStdin: () => text(process.stdin),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    colour: process.stdout.isTTY === true && !environment.withoutColour,
    openBrowser,
    now: () => new Date(),
  };
}

async function askOnTerminal(prompt: string): Promise<string | undefined> {
  process.stderr.write(prompt);
  const reader = createInterface({ input: process.stdin });
  try {
    for await (const line of reader) return line;
    return undefined;
  } finally {
    reader.close();
  }
}

/** Opens the default browser where there is one; the address is printed as well, so failing is fine. */
function openBrowser(url: string): void {
  const [command, ...words] = browserCommand(process.platform);
  const child = spawn(command, [...words, url], { detached: true, stdio: "ignore" });
  child.once("error", () => undefined);
  child.unref();
}

function browserCommand(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}
