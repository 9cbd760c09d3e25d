import { USAGE_METRICS, type UsageMetric } from "@grantry/contracts";

interface Point {
  at: string;
  counts: Record<UsageMetric, number>;
}

/** Points as CSV (RFC 4180): one row for each hour or day, one column for each thing counted. */
export function csvOf(points: readonly Point[]): string {
  const rows = points.map(({ at, counts }) => [at, ...USAGE_METRICS.map((each) => counts[each])]);
  return [["at", ...USAGE_METRICS], ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
