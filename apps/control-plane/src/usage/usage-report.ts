import {
  type BucketUsage,
  type ProjectUsage,
  USAGE_METRICS,
  type UsageMetric,
} from "@grantry/contracts";
import { forecastOf, invalidField, nextMonth } from "@grantry/control";
import type { ProjectRow, UsageStanding } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { readMoment } from "../records/audit-filter.js";
import type { EffectiveLimit } from "./limits.js";

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
/** Growth is told from these: weekdays and weekends are in both. */
const TOKEN_DAYS = 7;
export const GROWTH_DAYS = 30;
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
    newClients: sum("newClients"),
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

/**
 * A limit beside how much of it is used, and when it is reached at the growth that was seen.
 * @param perDay the growth of a day
 */
export function bucketUsage(limit: EffectiveLimit, used: number, perDay: number): BucketUsage {
  if (limit.limit === null) return { ...limit, used, headroom: null, forecast: null };
  const now = new Date();
  const startsAgain = limit.name === "tokens-per-month" ? { startsAgainAt: nextMonth(now) } : {};
  return {
    ...limit,
    used,
    headroom: Math.max(0, limit.limit - used),
    forecast: forecastOf({ used, limit: limit.limit, perDay, ...startsAgain }, now),
  };
}

/** A project's bucket. */
export function projectBucket(
  limit: EffectiveLimit,
  standing: UsageStanding,
  tokensPerDay: number,
): BucketUsage {
  return limit.name === "clients"
    ? bucketUsage(limit, standing.clients, standing.newClients / GROWTH_DAYS)
    : bucketUsage(limit, standing.tokensThisMonth, tokensPerDay);
}

/** How many tokens projects were issued on each of the last days. */
export async function tokensPerDay(
  controlPlane: ControlPlane,
  projects: readonly Pick<ProjectRow, "id" | "planeId">[],
): Promise<number> {
  const until = new Date();
  const since = new Date(until.getTime() - TOKEN_DAYS * DAY_MILLISECONDS);
  const { report } = await reportUsage(controlPlane, projects, {
    since,
    until,
    granularity: "day",
  });
  const issued = Object.entries(report.totals).filter(([name]) => name.startsWith("tokens_"));
  return issued.reduce((total, [, count]) => total + count, 0) / TOKEN_DAYS;
}

function noCounts(): Record<UsageMetric, number> {
  return Object.fromEntries(USAGE_METRICS.map((metric) => [metric, 0])) as Record<
    UsageMetric,
    number
  >;
}
