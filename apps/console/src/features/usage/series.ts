import { USAGE_METRICS, type UsageMetric } from "@grantry/contracts";

/** What the chart shows: all tokens together, or one of the counts. */
export const series = ["tokens", ...USAGE_METRICS] as const;
export type Series = (typeof series)[number];

const TOKENS = USAGE_METRICS.filter((metric) => metric.startsWith("tokens_"));

/** The count of a series. */
export function countOf(counts: Record<UsageMetric, number>, shown: Series): number {
  if (shown !== "tokens") return counts[shown];
  return TOKENS.reduce((total, metric) => total + counts[metric], 0);
}
