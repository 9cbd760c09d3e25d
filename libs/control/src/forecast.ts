import type { Forecast } from "@grantry/contracts";
import { inThousands } from "./counted.js";

const DAY_MILLISECONDS = 86_400_000;
/** Further away than that nobody can tell. */
const MOST_DAYS = 3_650;

/** Growth that was seen, and what is left. */
export interface Growth {
  used: number;
  limit: number;
  perDay: number;
  /** When what was used starts from nothing again; absent: never. */
  startsAgainAt?: Date;
}

/** When a limit is reached if it goes on like this. */
export function forecastOf({ used, limit, perDay, startsAgainAt }: Growth, now: Date): Forecast {
  const per_day = Math.round(perDay * 100) / 100;
  if (used >= limit) {
    const until = startsAgainAt && ` until ${dayOf(startsAgainAt)}`;
    const message = `The limit is reached${until ?? ""}.`;
    return { per_day, reaches_limit_at: now.toISOString(), message };
  }
  const days = perDay > 0 ? (limit - used) / perDay : Infinity;
  if (days > MOST_DAYS) {
    return { per_day, reaches_limit_at: null, message: "Without growth the limit is not reached." };
  }
  const at = new Date(now.getTime() + days * DAY_MILLISECONDS);
  if (startsAgainAt && at >= startsAgainAt) {
    const message = "At this growth the limit is not reached this month.";
    return { per_day, reaches_limit_at: null, message };
  }
  const message = `At this growth the limit is reached on ${dayOf(at)}.`;
  return { per_day, reaches_limit_at: at.toISOString(), message };
}

/** The first moment of the next month, in UTC. */
export function nextMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}

/** The first moment of a month, in UTC. */
export function thisMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

/** How much of a limit is used, in words: 812 of 1,000. */
export function shareInWords(used: number, limit: number): string {
  return `${inThousands(used)} of ${inThousands(limit)}`;
}

/** The marks that a use has come to: at 80 and at 100 % somebody is told. */
export function reachedMarks(used: number, limit: number): (80 | 100)[] {
  const marks: (80 | 100)[] = [];
  if (used * 100 >= limit * 80) marks.push(80);
  if (used >= limit) marks.push(100);
  return marks;
}

function dayOf(at: Date): string {
  const weekday = at.toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" });
  return `${weekday}, ${at.toISOString().slice(0, 10)}`;
}
