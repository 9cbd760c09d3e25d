const language = typeof navigator === "undefined" ? "en" : navigator.language;

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const numbers = new Intl.NumberFormat(language);
const plurals = new Intl.PluralRules("en");

/** "3 minutes ago", "in 30 days"; below a minute "now". */
export function relativeTime(moment: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  }
  return "now";
}

/** `2026-11-22 14:03:07 UTC` */
export function absoluteTime(moment: string | Date): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A day in the reader's language, such as "22 Dec 2026". */
export function calendarDay(moment: string | Date): string {
  return new Date(moment).toLocaleDateString(language, {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}

/** A number in the reader's language. */
export function count(value: number): string {
  return numbers.format(value);
}

/** Chooses between whole sentences by number. */
export function plural(value: number, forms: { one: string; other: string }): string {
  return plurals.select(value) === "one" ? forms.one : forms.other;
}

/** Seconds as people say them: "1 hour", "1 hour 30 minutes", "45 seconds". */
export function durationInWords(seconds: number): string {
  const parts: [number, string, string][] = [
    [Math.floor(seconds / 86_400), "day", "days"],
    [Math.floor((seconds % 86_400) / 3_600), "hour", "hours"],
    [Math.floor((seconds % 3_600) / 60), "minute", "minutes"],
    [Math.floor(seconds % 60), "second", "seconds"],
  ];
  const words = parts
    .filter(([value]) => value > 0)
    .map(([value, one, other]) => `${count(value)} ${plural(value, { one, other })}`);
  return words.length === 0 ? "0 seconds" : words.join(" ");
}
