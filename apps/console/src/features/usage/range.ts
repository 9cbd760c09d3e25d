export const ranges = ["24h", "7d", "30d", "90d"] as const;
export type Range = (typeof ranges)[number];

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

const SLOTS: Record<Range, { granularity: "hour" | "day"; count: number }> = {
  "24h": { granularity: "hour", count: 24 },
  "7d": { granularity: "hour", count: 168 },
  "30d": { granularity: "day", count: 30 },
  "90d": { granularity: "day", count: 90 },
};

/** What of the time is asked for, and the beginning of each of its hours or days (UTC). */
export interface UsageSlots {
  since: string;
  until: string;
  granularity: "hour" | "day";
  times: readonly string[];
}

/** The hours or days of a range, the last of which is the one that `now` lies in. */
export function slotsOf(range: Range, now: number = Date.now()): UsageSlots {
  const { granularity, count } = SLOTS[range];
  const length = granularity === "hour" ? HOUR_MILLISECONDS : DAY_MILLISECONDS;
  const until = (Math.floor(now / length) + 1) * length;
  const since = until - count * length;
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    granularity,
    times: Array.from({ length: count }, (_, slot) =>
      new Date(since + slot * length).toISOString(),
    ),
  };
}
