import { openLoopAside } from "../http/open-loop.js";
import { OPERATIONS, type PlannedOperation } from "../operations.js";
import { number } from "../report.js";
import type { GoalResult } from "../verdict.js";
import type { Scenario, Stage } from "./scenario.js";

const goalMilliseconds = 15;
const connections = 128;

const tokenOperations = [
  "client_credentials",
  "client_credentials_jwt_es256",
  "introspection",
  "refresh",
  "refresh_openid_rs256",
  "refresh_openid_es256",
  "code_exchange",
];
const inQuickRuns = ["client_credentials", "introspection", "refresh"];

/** Waiting time at half of the peak rate: requests come whether or not earlier ones were answered. */
export const halfRate: Scenario = {
  id: "half_rate",
  title: "p99 at half of the peak rate, open loop, one data plane",
  applies: () => true,
  async run(stage) {
    const goals: GoalResult[] = [];
    const notes: string[] = [];
    const problems: string[] = [];
    const ids = stage.arena.options.quick ? inQuickRuns : tokenOperations;
    for (const id of ids) {
      const result = await atHalfRate(stage, id);
      if (result === undefined) continue;
      const { title, seen } = result;
      notes.push(
        `${title}: ${number(seen.requestsPerSecond, 0)} req/s, p50 ${number(seen.p50Milliseconds, 1)} ms, ` +
          `p99 ${number(seen.p99Milliseconds, 1)} ms, of which the generator itself ` +
          `${number(seen.lateMilliseconds, 1)} ms`,
      );
      const measured = seen.p99Milliseconds;
      const met = measured <= goalMilliseconds;
      goals.push({ what: `ms p99 of ${title}, at most`, goal: goalMilliseconds, measured, met });
      if (seen.wrong > 0) problems.push(`${title}: ${seen.wrong} wrong: ${seen.wrongExample}`);
    }
    return { id: this.id, title: this.title, notes, goals, problems };
  },
};

async function atHalfRate({ arena, contestants, summaries }: Stage, id: string) {
  const summary = summaries.find((each) => each.id === id);
  const peak = summary?.sides.find(({ role }) => role === "grantry")?.requestsPerSecond;
  const own = contestants.find(({ role }) => role === "grantry");
  const operation = OPERATIONS.find(
    (each): each is PlannedOperation => each.id === id && "plan" in each,
  );
  if (peak === undefined || Number.isNaN(peak) || own === undefined || operation === undefined) {
    return undefined;
  }
  const seconds = arena.options.quick ? 2 : 5;
  const requestsPerSecond = Math.floor(peak / 2);
  const singles = Math.min(requestsPerSecond * (seconds + 1), arena.options.singles * 5);
  const plan = await operation.plan(own.target, own.supply, { connections, singles });
  if ("absent" in plan) return undefined;
  const seen = await openLoopAside(plan, { requestsPerSecond, seconds, connections });
  return { title: operation.title, seen };
}
