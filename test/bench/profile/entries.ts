import fs from "node:fs";
import { SourceMap } from "node:module";
import type { Profiler } from "node:inspector";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A function and the processor time it spent itself. */
export interface ProfileEntry {
  readonly name: string;
  /** File and line in the sources, or in the package or the runtime. */
  readonly place: string;
  readonly milliseconds: number;
  /** Of the time in which the process was not idle. */
  readonly share: number;
}

export interface ProfileSummary {
  /** Time in which the process was not idle. */
  readonly busyMilliseconds: number;
  readonly functions: readonly ProfileEntry[];
  /** The same time by file, or by package. */
  readonly files: readonly ProfileEntry[];
  /** Our own functions with everything they call. */
  readonly inclusive: readonly ProfileEntry[];
}

/** Sums a CPU profile by function and by file, longest first. */
export function summariseProfile(profile: Profiler.Profile, root: string): ProfileSummary {
  const times = selfTimes(profile);
  const sources = new Sources(root);
  const functions = new Map<string, Sum>();
  const files = new Map<string, Sum>();
  const inclusive = new Map<string, Sum>();
  const totals = totalTimes(profile, times);
  let busy = 0;
  for (const { id, callFrame } of profile.nodes) {
    const time = times.get(id) ?? 0;
    if (callFrame.functionName === "(idle)") continue;
    busy += time;
    const { file, line } = sources.place(callFrame);
    const name = callFrame.functionName === "" ? "(anonymous)" : callFrame.functionName;
    const place = file === "" ? "" : `${file}:${line}`;
    if (/^(apps|libs)\//.test(file)) {
      add(inclusive, `${name} ${place}`, { name, place, time: totals.get(id) ?? 0 });
    }
    if (time === 0) continue;
    add(functions, `${name} ${place}`, { name, place, time });
    const owner = file === "" ? name : ownerOf(file);
    add(files, owner, { name: owner, place: "", time });
  }
  return {
    busyMilliseconds: busy / 1000,
    functions: sorted(functions, busy),
    files: sorted(files, busy),
    inclusive: sorted(inclusive, busy),
  };
}

/** Microseconds that each node of the call tree was on the stack; children come after parents. */
function totalTimes(
  { nodes }: Profiler.Profile,
  times: ReadonlyMap<number, number>,
): Map<number, number> {
  const totals = new Map<number, number>();
  for (const { id, children = [] } of nodes.toReversed()) {
    const below = children.reduce((sum, child) => sum + (totals.get(child) ?? 0), 0);
    totals.set(id, (times.get(id) ?? 0) + below);
  }
  return totals;
}

/** Microseconds that each node of the call tree was on top. */
function selfTimes({ samples = [], timeDeltas = [] }: Profiler.Profile): Map<number, number> {
  const times = new Map<number, number>();
  samples.forEach((id, index) => {
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return times;
}

interface Sum {
  readonly name: string;
  readonly place: string;
  time: number;
}

function add(sums: Map<string, Sum>, key: string, sum: Sum): void {
  const known = sums.get(key);
  if (known === undefined) sums.set(key, { ...sum });
  else known.time += sum.time;
}

function sorted(sums: Map<string, Sum>, busy: number): ProfileEntry[] {
  return [...sums.values()]
    .toSorted((one, other) => other.time - one.time)
    .map(({ name, place, time }) => ({
      name,
      place,
      milliseconds: time / 1000,
      share: time / busy,
    }));
}

/** A package counts as one; our own files and the runtime's modules count each. */
function ownerOf(file: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file;
}

/** Finds the line of the source behind a line of built code. */
class Sources {
  readonly #maps = new Map<string, SourceMap | undefined>();

  constructor(private readonly root: string) {}

  place({ url, lineNumber, columnNumber }: Profiler.Profile["nodes"][number]["callFrame"]) {
    if (!url.startsWith("file:")) return { file: url, line: lineNumber + 1 };
    const file = fileURLToPath(url);
    const entry = this.#map(file)?.findEntry(lineNumber, columnNumber);
    if (entry === undefined || !("originalSource" in entry)) {
      return { file: path.relative(this.root, file), line: lineNumber + 1 };
    }
    const source = path.resolve(path.dirname(file), entry.originalSource);
    return { file: path.relative(this.root, source), line: entry.originalLine + 1 };
  }

  #map(file: string): SourceMap | undefined {
    if (this.#maps.has(file)) return this.#maps.get(file);
    const text = file.includes("node_modules") ? undefined : readIfThere(`${file}.map`);
    const map = text === undefined ? undefined : new SourceMap(JSON.parse(text));
    this.#maps.set(file, map);
    return map;
  }
}

function readIfThere(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
