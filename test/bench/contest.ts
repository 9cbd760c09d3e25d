import path from "node:path";
import type { Processes } from "@grantry/infra";
import { checkIssued } from "./checks.js";
import type { LoadGenerator, LoadPlan, LoadResult } from "./load/plan.js";
import { measure, type Measurement } from "./measure.js";
import type { Absent, Operation, PlannedOperation } from "./operations.js";
import type { BenchOptions } from "./options.js";
import { startLimit, type Limit } from "./servers/limit.js";
import type { BenchPostgres } from "./servers/postgres.js";
import type { Target, Watched } from "./servers/target.js";
import type { Supply } from "./supply.js";

export type Role = "grantry" | "gateway" | "peer" | "limit";

/** An authorization server in the contest, at one door. */
export interface Contestant {
  readonly role: Exclude<Role, "limit">;
  readonly target: Target;
  readonly supply: Supply;
  /** Every process of the same server: what is revoked at one is dead at each. */
  readonly doors: readonly Target[];
}

/** What one side showed in an operation. */
export interface SideResult {
  readonly name: string;
  readonly role: Role;
  /** Why it was not measured. */
  readonly absent?: string;
  readonly rounds: readonly Measurement[];
  /** Wrong answers; any one fails the run. */
  readonly problems: readonly string[];
}

export interface OperationResult {
  readonly operation: Operation;
  readonly sides: readonly SideResult[];
}

/** What every load of a run shares. */
export interface Arena {
  readonly options: BenchOptions;
  readonly generator: LoadGenerator;
  readonly postgres: BenchPostgres;
  readonly processes: Processes;
  readonly folder: string;
}

interface Side {
  readonly name: string;
  readonly role: Role;
  readonly watched: () => Watched;
  /** Makes what the load will use up; answers the load itself, which is what counts. */
  readonly prepare: (purpose: Purpose) => Promise<() => Promise<LoadResult>>;
  readonly check: (load: LoadResult) => Promise<string[]>;
}

type Purpose = "warm-up" | "measured";

const warmUpSeconds = 1;
const warmUpSingles = 300;
const warmUpAnswers = 3_000;
const warmUpLoads = 3;

/** Warms every side, then measures them in turns. */
export async function contest(
  arena: Arena,
  operation: Operation,
  contestants: readonly Contestant[],
): Promise<OperationResult> {
  const prepared = await Promise.all(
    contestants.map((contestant) => prepare(arena, operation, contestant)),
  );
  const limit = await prepareLimit(arena, operation, contestants[0]);
  const sides = prepared.filter(isPresent);
  if (limit !== undefined) sides.push(limit.side);
  const seen = new Map(sides.map((side) => [side, emptyResult(side)]));
  try {
    for (const side of sides) await warmUp(side);
    for (let round = 0; round < arena.options.rounds; round += 1) {
      for (const side of rotated(sides, round)) await runOnce(arena, side, seen.get(side));
    }
  } finally {
    await limit?.stop();
  }
  const absent = prepared.filter((side): side is SideResult => !isPresent(side));
  return { operation, sides: [...seen.values(), ...absent] };
}

function isPresent(side: Side | SideResult): side is Side {
  return "prepare" in side;
}

function secondsFor(purpose: Purpose, seconds: number): number {
  return purpose === "warm-up" ? warmUpSeconds : seconds;
}

/** Until the runtime has optimised what will be measured: answers count, not seconds. */
async function warmUp(side: Side): Promise<void> {
  let answered = 0;
  for (let count = 0; count < warmUpLoads && answered < warmUpAnswers; count += 1) {
    const load = await side.prepare("warm-up");
    answered += (await load()).requests;
  }
}

interface Growing extends SideResult {
  readonly rounds: Measurement[];
  readonly problems: string[];
}

function emptyResult({ name, role }: Side): Growing {
  return { name, role, rounds: [], problems: [] };
}

async function runOnce(arena: Arena, side: Side, result: Growing | undefined): Promise<void> {
  const run = await side.prepare("measured");
  const { measurement, load } = await measure(arena.postgres, side.watched(), run);
  result?.rounds.push(measurement);
  if (load.wrong > 0) result?.problems.push(`${load.wrong} wrong answers: ${load.wrongExample}`);
  if (load.requests === 0) result?.problems.push("no answer at all");
  else result?.problems.push(...(await side.check(load)));
}

async function prepare(
  arena: Arena,
  operation: Operation,
  { role, target, supply, doors }: Contestant,
): Promise<Side | SideResult> {
  const { name } = target;
  const side = {
    name,
    role,
    watched: () => target.watched(),
    check: (load: LoadResult) => checkIssued(operation, target, doors, load),
  };
  const { connections, seconds, singles } = arena.options;
  if ("drive" in operation) {
    if (target.visit === undefined) return absentSide(side, "nobody can sign in");
    return {
      ...side,
      prepare: async (purpose) => {
        await supply.browsers();
        const effort = { connections, seconds: secondsFor(purpose, seconds) };
        return () => operation.drive(target, supply, effort);
      },
    };
  }
  const plans = new Plans(operation, target, supply, connections);
  const first = await plans.next(warmUpSingles);
  if ("absent" in first) return absentSide(side, first.absent);
  let warm: LoadPlan | undefined = first;
  return {
    ...side,
    prepare: async (purpose) => {
      const wanted = purpose === "warm-up" ? warmUpSingles : singles;
      const plan = purpose === "warm-up" && warm !== undefined ? warm : await plans.next(wanted);
      warm = undefined;
      if ("absent" in plan) throw new Error(plan.absent);
      const effort = { connections, seconds: secondsFor(purpose, seconds) };
      return () => arena.generator.run(plan, effort);
    },
  };
}

function absentSide({ name, role }: { name: string; role: Role }, absent: string): SideResult {
  return { name, role, absent, rounds: [], problems: [] };
}

/** Plans of one operation at one target; what a load uses up is made anew for the next. */
class Plans {
  #kept: LoadPlan | undefined;

  constructor(
    private readonly operation: PlannedOperation,
    private readonly target: Target,
    private readonly supply: Supply,
    private readonly connections: number,
  ) {}

  async next(singles: number): Promise<LoadPlan | Absent> {
    if (this.#kept !== undefined) return this.#kept;
    const { connections } = this;
    const plan = await this.operation.plan(this.target, this.supply, { connections, singles });
    if ("absent" in plan) return plan;
    const kind = plan.variations?.kind ?? "cycle";
    if (kind === "cycle") this.#kept = plan;
    return plan;
  }
}

async function prepareLimit(
  arena: Arena,
  operation: Operation,
  model: Contestant | undefined,
): Promise<{ side: Side; stop: () => Promise<void> } | undefined> {
  if (operation.limit === "none" || !("plan" in operation) || model === undefined) return undefined;
  const { connections, seconds } = arena.options;
  const preparation = { connections, singles: warmUpSingles };
  const plan = await operation.plan(model.target, model.supply, preparation);
  if ("absent" in plan) return undefined;
  const signs = operation.limit === "signing";
  const logFile = path.join(arena.folder, "limit.log");
  const limit: Limit = await startLimit(arena.processes, plan, { signs, logFile });
  return {
    side: {
      name: signs ? "limit + ES256" : "limit",
      role: "limit",
      watched: () => limit.watched(),
      prepare: async (purpose) => {
        const effort = { connections, seconds: secondsFor(purpose, seconds) };
        return () => arena.generator.run(limit.plan, effort);
      },
      check: async () => [],
    },
    stop: () => limit.stop(),
  };
}

/** The same order begins with another side each round. */
function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
