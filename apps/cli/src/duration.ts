import { Failure } from "./failure.js";

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * The seconds of a duration such as `45m`, `12h` or `90d`.
 * @param flag named when it is no duration
 */
export function secondsOf(duration: string, flag: string): number {
  const [, count, unit = ""] = /^(\d{1,7})([smhdw])$/.exec(duration.trim()) ?? [];
  if (count === undefined) {
    throw new Failure(`${flag} ${duration} is not a duration.`, "Write it as 45m, 12h or 90d.");
  }
  return Number(count) * (SECONDS[unit] ?? 0);
}
