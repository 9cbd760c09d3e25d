export const ranges = ["1h", "24h", "7d", "30d", "all"] as const;
export type Range = (typeof ranges)[number];

const HOUR_MILLISECONDS = 3_600_000;
const HOURS: Record<Exclude<Range, "all">, number> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

/** When a range begins, to the minute; undefined where it holds everything. */
export function beginningOf(range: Range, now: number = Date.now()): string | undefined {
  if (range === "all") return undefined;
  const begin = now - HOURS[range] * HOUR_MILLISECONDS;
  return new Date(Math.floor(begin / 60_000) * 60_000).toISOString();
}
