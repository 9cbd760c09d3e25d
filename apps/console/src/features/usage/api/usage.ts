import type { BucketUsage, ProjectUsage } from "@grantry/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { read } from "../../../lib/api.js";
import { slotsOf, type Range } from "../range.js";

/** Whose usage is shown. */
export type UsageOf = { project: string } | { workspace: string };

/** What a project and a workspace are told alike. */
export type Usage = Omit<ProjectUsage, "project_id">;

const REFRESH_MILLISECONDS = 30_000;

/** What was used in a range: a point for every hour or day, those without use too. */
export function usageQuery(whose: UsageOf, range: Range) {
  const [key, path] =
    "project" in whose
      ? [whose.project, `/projects/${whose.project}/usage`]
      : [`workspace:${whose.workspace}`, `/workspaces/${whose.workspace}/usage`];
  return queryOptions({
    queryKey: [key, "usage", range],
    queryFn: async ({ signal }) => {
      const { since, until, granularity, times } = slotsOf(range);
      const usage = await read<Usage>(path, { signal, query: { since, until, granularity } });
      return { ...usage, points: everyPoint(usage, times) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

function everyPoint({ points, totals }: Usage, times: readonly string[]): Usage["points"] {
  const none = Object.fromEntries(
    Object.keys(totals).map((metric) => [metric, 0]),
  ) as Usage["totals"];
  const found = new Map(points.map(({ at, counts }) => [at, counts]));
  return times.map((at) => ({ at, counts: found.get(at) ?? none }));
}

/** How near a limit is. */
export function levelOf({ used, limit }: BucketUsage): "fine" | "near" | "reached" {
  if (limit === null) return "fine";
  if (used >= limit) return "reached";
  return used >= 0.8 * limit ? "near" : "fine";
}
