import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BenchOptions } from "./options.js";
import type { ScenarioResult } from "./scenarios/scenario.js";
import type { Summary } from "./verdict.js";

/** Where and with what a run took place. */
export interface Machine {
  readonly line: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly loadBefore: number;
  readonly node: string;
  readonly generator: string;
  readonly postgres: Readonly<Record<string, string>>;
}

export interface BenchResults {
  readonly startedAt: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly options: BenchOptions;
  readonly differences: Readonly<Record<string, string>>;
  readonly operations: readonly Summary[];
  readonly scenarios: readonly ScenarioResult[];
}

export function describeMachine(
  generator: string,
  postgres: Readonly<Record<string, string>>,
): Machine {
  const cpu = os.cpus()[0]?.model.trim() ?? "unknown";
  const cores = os.cpus().length;
  const memoryGibibytes = Math.round(os.totalmem() / 2 ** 30);
  const loadBefore = Math.round((os.loadavg()[0] ?? 0) * 10) / 10;
  const node = process.versions.node;
  const busy = loadBefore > cores ? " (BUSY: trust ratios of CPU per request only)" : "";
  const line =
    `${cores} x ${cpu}, ${memoryGibibytes} GiB, load ${loadBefore}${busy}; Node ${node}, ` +
    `PostgreSQL ${postgres["server_version"]} with fsync ${postgres["fsync"]}, load by ${generator}`;
  return { line, cpu, cores, memoryGibibytes, loadBefore, node, generator, postgres };
}

/** Writes the results as JSON, those of a part of a run only where asked to; answers the files. */
export function writeResults(root: string, options: BenchOptions, results: BenchResults): string[] {
  const folder = path.join(root, "test", "bench", "results");
  const files = options.only.length > 0 ? [] : [path.join(folder, `${nameOf(options)}.json`)];
  if (options.json !== undefined) files.push(path.resolve(options.json));
  const { json: _file, profile: _folder, ...shown } = options;
  const text = `${JSON.stringify({ ...results, options: shown }, undefined, 2)}\n`;
  for (const file of files) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return files;
}

/** Runs of the same kind replace each other. */
function nameOf({ quick, projects, grants }: BenchOptions): string {
  return [
    quick ? "quick" : "full",
    ...(projects > 0 ? [`${projects}-projects`] : []),
    ...(grants > 0 ? [`${grants}-grants`] : []),
  ].join("-");
}
