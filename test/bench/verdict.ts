import type { OperationResult, Role, SideResult } from "./contest.js";
import type { Measurement } from "./measure.js";
import { median, medianOfKnown, spread } from "./statistics.js";

/** One side of an operation in medians over the rounds. */
export interface SideSummary {
  readonly name: string;
  readonly role: Role;
  readonly absent?: string;
  readonly requestsPerSecond: number;
  /** Of the requests per second: 0.1 is "rounds lie within 10 % of each other". */
  readonly spread: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMicroseconds: number | undefined;
  readonly databaseCpuMicroseconds: number | undefined;
  readonly statements: number | undefined;
  readonly residentMebibytes: number | undefined;
  readonly generatorShare: number;
}

/** A goal of the table and what was measured. */
export interface GoalResult {
  readonly what: string;
  readonly goal: number;
  readonly measured: number;
  readonly met: boolean;
}

export interface Summary {
  readonly id: string;
  readonly title: string;
  readonly sides: readonly SideSummary[];
  /** Grantry at the plane directly over each other side: by requests, and by processor time. */
  readonly ratios: readonly {
    readonly to: string;
    readonly byRequests: number;
    readonly byCpu?: number;
  }[];
  readonly goals: readonly GoalResult[];
  readonly problems: readonly string[];
}

const gatewayGoal = 0.55;

/** Medians, ratios of the same round in medians, and the goals. */
export function summarise({ operation, sides }: OperationResult): Summary {
  const own = sides.find(({ role }) => role === "grantry");
  const others = sides.filter((side) => side !== own && side.rounds.length > 0);
  const measured = own !== undefined && own.rounds.length > 0 ? own : undefined;
  return {
    id: operation.id,
    title: operation.title,
    sides: sides.map(summariseSide),
    ratios: measured === undefined ? [] : others.map((side) => ratioOf(measured, side)),
    goals:
      measured === undefined
        ? missedGoals(operation.goals)
        : goalsOf(operation.goals, measured, others),
    problems: sides.flatMap(({ name, problems }) => problems.map((each) => `${name}: ${each}`)),
  };
}

function summariseSide({ name, role, absent, rounds }: SideResult): SideSummary {
  const of = (read: (round: Measurement) => number | undefined): number | undefined =>
    medianOfKnown(rounds.map(read));
  const rates = rounds.map((round) => round.requestsPerSecond);
  return {
    name,
    role,
    ...(absent !== undefined && { absent }),
    requestsPerSecond: median(rates),
    spread: spread(rates),
    p50Milliseconds: of((round) => round.p50Milliseconds) ?? Number.NaN,
    p99Milliseconds: of((round) => round.p99Milliseconds) ?? Number.NaN,
    cpuMicroseconds: of((round) => round.cpuMicroseconds),
    databaseCpuMicroseconds: of((round) => round.databaseCpuMicroseconds),
    statements: of((round) => round.statements),
    residentMebibytes: of((round) => round.residentMebibytes),
    generatorShare: of((round) => round.generatorShare) ?? Number.NaN,
  };
}

function ratioOf(own: SideResult, other: SideResult) {
  const byRequests = median(
    own.rounds.map(
      (round, index) =>
        round.requestsPerSecond / (other.rounds[index]?.requestsPerSecond ?? Number.NaN),
    ),
  );
  const byCpu = medianOfKnown(
    own.rounds.map((round, index) => {
      const theirs = other.rounds[index]?.cpuMicroseconds;
      return theirs === undefined || round.cpuMicroseconds === undefined
        ? undefined
        : theirs / round.cpuMicroseconds;
    }),
  );
  return { to: other.name, byRequests, ...(byCpu !== undefined && { byCpu }) };
}

function goalsOf(
  goals: OperationResult["operation"]["goals"],
  own: SideResult,
  others: readonly SideResult[],
): GoalResult[] {
  const summary = summariseSide(own);
  const results: GoalResult[] = [];
  const atLeast = (what: string, goal: number | undefined, side: SideResult | undefined): void => {
    if (goal === undefined || side === undefined) return;
    const measured = ratioOf(own, side).byRequests;
    results.push({ what, goal, measured, met: measured >= goal });
  };
  const atMost = (what: string, goal: number | undefined, measured: number | undefined): void => {
    if (goal === undefined || measured === undefined) return;
    results.push({ what, goal, measured, met: measured <= goal });
  };
  const peer = others.find(({ name }) => name === "oidc-provider");
  const limit = others.find(({ role }) => role === "limit");
  const gateway = others.find(({ role }) => role === "gateway");
  atLeast("times oidc-provider, at least", goals.ofPeer, peer);
  atLeast("of the limit, at least", goals.ofLimit, limit);
  atMost("CPU µs, at most", goals.cpuMicroseconds, summary.cpuMicroseconds);
  atMost("SQL statements, at most", goals.statements, rounded(summary.statements));
  if (gateway !== undefined) {
    const measured = 1 / ratioOf(own, gateway).byRequests;
    const what = "of direct through the gateway, at least";
    results.push({ what, goal: gatewayGoal, measured, met: measured >= gatewayGoal });
  }
  return results;
}

/** What Grantry does not offer misses every goal. */
function missedGoals(goals: OperationResult["operation"]["goals"]): GoalResult[] {
  return Object.entries(goals).map(([what, goal]: [string, number]) => ({
    what: `${what}, not offered; the goal is`,
    goal,
    measured: Number.NaN,
    met: false,
  }));
}

/** Statements of the background (heartbeats, schedules) are not those of an answer. */
function rounded(statements: number | undefined): number | undefined {
  return statements === undefined ? undefined : Math.round(statements * 20) / 20;
}
