/** The units of a duration field, the largest first. */
export const DURATION_UNITS = [
  { unit: "days", seconds: 86_400 },
  { unit: "hours", seconds: 3_600 },
  { unit: "minutes", seconds: 60 },
  { unit: "seconds", seconds: 1 },
] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number]["unit"];

const LETTERS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** The seconds of a text such as `1h30m0s`, `2d` or `90s`; undefined when it is none. */
export function secondsOf(text: string): number | undefined {
  const compact = text.replaceAll(" ", "").toLowerCase();
  if (!/^(\d+[dhms])+$/.test(compact)) return undefined;
  return [...compact.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, amount, letter]) => sum + Number(amount) * (LETTERS[letter ?? "s"] ?? 1),
    0,
  );
}

/** Seconds as the configuration writes them: `1h30m0s`. */
export function wireDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** The largest unit in which a duration is a whole number. */
export function amountAndUnit(seconds: number): { amount: number; unit: DurationUnit } {
  const found = DURATION_UNITS.find(
    (entry) => seconds >= entry.seconds && seconds % entry.seconds === 0,
  );
  return found === undefined
    ? { amount: seconds, unit: "seconds" }
    : { amount: seconds / found.seconds, unit: found.unit };
}
