import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../config.js";
import type { World } from "../world.js";

export interface RecordingWorld extends World {
  /** What was written so far. */
  written: { out: string; err: string };
  opened: string[];
}

/** A world for specs: it keeps what a command writes and opens, and answers from a list. */
export function recordingWorld(
  variables: NodeJS.ProcessEnv = {},
  answers: string[] = [],
): RecordingWorld {
  const written = { out: "", err: "" };
  const opened: string[] = [];
  const settings = join(
    tmpdir(),
    `grantry-${process.pid}-${Math.random().toString(36).slice(2)}.json`,
  );
  return {
    written,
    opened,
    environment: readEnvironment({ GRANTRY_CONFIG_PATH: settings, ...variables }),
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    question: () => Promise.resolve(answers.shift()),
    readStdin: () => Promise.resolve(answers.shift() ?? ""),
    interactive: false,
    colour: false,
    openBrowser: (url) => void opened.push(url),
    now: () => new Date("2026-11-22T14:03:07Z"),
  };
}
