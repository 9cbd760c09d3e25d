import type { BucketUsage } from "@grantry/contracts";

const DAY_MILLISECONDS = 86_400_000;

/** Where the use of a month leads when it goes on as it went so far. */
export type Forecast =
  | { kind: "reached"; at: Date }
  | { kind: "within"; used: number }
  /** Too little has happened to tell, or it is no count of a month. */
  | { kind: "unknown" };

/**
 * Looks ahead to the end of the calendar month (UTC) in which a bucket that begins anew each month
 * is counted. What is counted as it stands (clients, members) has no growth to look at.
 */
export function forecastOf(bucket: BucketUsage, now: Date = new Date()): Forecast {
  if (bucket.name !== "tokens-per-month" || bucket.used === 0) return { kind: "unknown" };
  const begin = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  const elapsed = now.getTime() - begin;
  if (elapsed < DAY_MILLISECONDS) return { kind: "unknown" };
  const perMillisecond = bucket.used / elapsed;
  if (bucket.limit !== null && bucket.used < bucket.limit) {
    const at = now.getTime() + (bucket.limit - bucket.used) / perMillisecond;
    if (at < end) return { kind: "reached", at: new Date(at) };
  }
  return { kind: "within", used: Math.round(perMillisecond * (end - begin)) };
}
