import {
  type BucketName,
  type BucketUsage,
  type ProjectUsage,
  USAGE_METRICS,
  type UsageMetric,
} from "@grantry/contracts";
import { invalidField } from "@grantry/control";
import type { ProjectRow, UsageStanding } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { readMoment } from "../records/audit-filter.js";
import type { EffectiveLimit } from "./limits.js";

const HOUR_MILLISECONDS = 3_600_000;
const MOST_POINTS = { hour: 31 * 24, day: 400 };

export interface UsageRange {
  since: Date;
  until: Date;
  granularity: "hour" | "day";
}

type Report = Omit<ProjectUsage, "project_id" | "buckets">;

/**
 * Reads `since`, `until` and `granularity`: the last 30 days by day unless told otherwise.
 * @throws ControlError `bad_request`
 */
export function readUsageRange(query: Record<string, unknown>): UsageRange {
  const granularity = query["granularity"] ?? "day";
  if (granularity !== "hour" && granularity !== "day") {
    throw invalidField("granularity", "Use hour or day.");
  }
  const until = readMoment(query, "until") ?? new Date();
  const usual = granularity === "day" ? 30 * 24 : 24;
  const since = readMoment(query, "since") ?? new Date(until.getTime() - usual * HOUR_MILLISECONDS);
  const hours = (until.getTime() - since.getTime()) / HOUR_MILLISECONDS;
  const points = granularity === "day" ? hours / 24 : hours;
  if (points <= 0) throw invalidField("since", "Use a time before until.");
  if (points > MOST_POINTS[granularity]) {
    throw invalidField("since", `Ask for at most ${MOST_POINTS[granularity]} points.`);
  }
  return { since, until, granularity };
}

/** What projects used in a range, and what they hold now. */
export async function reportUsage(
  { planes }: ControlPlane,
  projects: readonly Pick<ProjectRow, "id" | "planeId">[],
  range: UsageRange,
): Promise<{ report: Report; standing: UsageStanding }> {
  const found = await Promise.all(
    [...new Set(projects.map(({ planeId }) => planeId))].map(async (planeId) => {
      const { usage } = await planes.of(planeId);
      const ids = projects.filter((each) => each.planeId === planeId).map(({ id }) => id);
      return Promise.all([usage.points(ids, range), usage.standing(ids, new Date())]);
    }),
  );
  const points = found
    .flatMap(([ofPlane]) => ofPlane)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const sum = (member: keyof UsageStanding) =>
    found.reduce((total, [, standing]) => total + standing[member], 0);
  const standing = {
    clients: sum("clients"),
    activeUsers: sum("activeUsers"),
    tokensThisMonth: sum("tokensThisMonth"),
  };
  const totals = noCounts();
  const byTime = new Map<string, Record<UsageMetric, number>>();
  for (const { at, metric, count } of points) {
    const name = USAGE_METRICS.find((each) => each === metric);
    if (name === undefined) continue;
    const time = at.toISOString();
    const counts = byTime.get(time) ?? noCounts();
    byTime.set(time, counts);
    counts[name] += count;
    totals[name] += count;
  }
  const report = {
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    granularity: range.granularity,
    points: [...byTime].map(([at, counts]) => ({ at, counts })),
    totals,
    active_users: standing.activeUsers,
    clients: standing.clients,
  };
  return { report, standing };
}

/** A limit beside how much of it is used. */
export function bucketUsage(limit: EffectiveLimit, used: number): BucketUsage {
  const headroom = limit.limit === null ? null : Math.max(0, limit.limit - used);
  return { ...limit, used, headroom };
}

/** How much of a project's bucket is used. */
export function usedOf(standing: UsageStanding, name: BucketName): number {
  return name === "clients" ? standing.clients : standing.tokensThisMonth;
}

function noCounts(): Record<UsageMetric, number> {
  return Object.fromEntries(USAGE_METRICS.map((metric) => [metric, 0])) as Record<
    UsageMetric,
    number
  >;
}
