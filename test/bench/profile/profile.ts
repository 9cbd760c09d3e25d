import fs from "node:fs";
import path from "node:path";
import type { Profiler } from "node:inspector";
import type { Arena, Contestant } from "../contest.js";
import { processMilliseconds } from "../counters/processes.js";
import type { StatementCost } from "../counters/statements.js";
import type { LoadResult } from "../load/plan.js";
import type { Operation } from "../operations.js";
import { number } from "../report.js";
import { summariseProfile, type ProfileEntry } from "./entries.js";

const shown = { functions: 45, files: 25, inclusive: 40, statements: 12 };
const patienceMilliseconds = 20_000;

/**
 * Puts an operation's load on a process once more with its CPU profiler on. Answers the
 * functions and files that took the most time themselves, as lines.
 */
export async function profileOperation(
  arena: Arena,
  operation: Operation,
  { role, target, supply }: Contestant,
  root: string,
): Promise<string[]> {
  const { connections, seconds, singles } = arena.options;
  const warmUp = await preparedLoad(seconds / 2);
  const load = await preparedLoad(seconds);
  if (warmUp === undefined || load === undefined) return [];
  await warmUp();
  const title = { operation: operation.id, name: target.name };
  return await profileLoad(arena, title, { role, target, load }, root);

  async function preparedLoad(duration: number) {
    const effort = { connections, seconds: duration };
    if ("drive" in operation) {
      await supply.browsers();
      return () => operation.drive(target, supply, effort);
    }
    const plan = await operation.plan(target, supply, { connections, singles });
    return "absent" in plan ? undefined : () => arena.generator.run(plan, effort);
  }
}

/** The same for any load on a process of ours. */
export async function profileLoad(
  arena: Arena,
  title: { readonly operation: string; readonly name: string },
  {
    role,
    target,
    load,
  }: Pick<Contestant, "role" | "target"> & { readonly load: () => Promise<LoadResult> },
  root: string,
): Promise<string[]> {
  const { profile: folder } = arena.options;
  const [pid] = target.watched().processes;
  if (pid === undefined || folder === undefined) return [];
  const recorded = profileFile(arena.folder, role === "gateway" ? "gateway" : "data-plane");
  process.kill(pid, "SIGUSR2");
  await arena.postgres.statements.forget();
  const before = processMilliseconds(pid);
  const { requests } = await load();
  const after = processMilliseconds(pid);
  process.kill(pid, "SIGUSR2");
  const { database } = target.watched();
  const statements =
    database === undefined
      ? []
      : await arena.postgres.statements.heaviest(database, shown.statements);
  const profile = await readProfile(recorded);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, `${title.operation}-${title.name}.cpuprofile`),
    JSON.stringify(profile),
  );
  const { busyMilliseconds, functions, files, inclusive } = summariseProfile(profile, root);
  // The share of processor time is right on a busy machine, too; the sampled time is not.
  const spent = before === undefined || after === undefined ? busyMilliseconds : after - before;
  const perRequest = (spent * 1000) / requests;
  const line = ({ name, place, share }: ProfileEntry): string =>
    `    ${number(share * 100, 1).padStart(5)} %  ${number(share * perRequest, 1).padStart(6)} µs  ${name}  ${place}`;
  return [
    `  profile of ${title.name}, ${title.operation}: ${requests} requests, ${number(perRequest, 1)} µs of processor time each`,
    ...functions.slice(0, shown.functions).map(line),
    "  the same by file or package",
    ...files.slice(0, shown.files).map(line),
    "  our functions with what they call",
    ...inclusive.slice(0, shown.inclusive).map(line),
    "  statements: time per request, calls, rows",
    ...statements.map((statement) => statementLine(statement, requests)),
  ];
}

function statementLine(
  { text, calls, rows, milliseconds }: StatementCost,
  requests: number,
): string {
  const time = number((milliseconds * 1000) / requests, 1).padStart(8);
  const begin = text.replaceAll(/\s+/g, " ").trim().slice(0, 120);
  return `    ${time} µs  ${calls}  ${rows}  ${begin}`;
}

/** Where the preloaded profiler of a process writes. */
export function profileFile(folder: string, processName: string): string {
  return path.join(folder, `${processName}.cpuprofile`);
}

async function readProfile(file: string): Promise<Profiler.Profile> {
  const until = Date.now() + patienceMilliseconds;
  while (!fs.existsSync(file)) {
    if (Date.now() > until) throw new Error("the process wrote no profile");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const profile = JSON.parse(fs.readFileSync(file, "utf8")) as Profiler.Profile;
  fs.rmSync(file);
  return profile;
}
