// The locales whose English knows the short names of most zones; Go takes them from the zone data.
const LOCALES_WITH_ZONE_NAMES = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA", "en-NZ"];

/**
 * A moment as Go's `time.Time.String` writes it in the machine's zone, to the second:
 * `2026-09-24 12:00:00 +0000 UTC`.
 */
export function goTime(moment: Date): string {
  const minutesEast = -moment.getTimezoneOffset();
  const sign = minutesEast < 0 ? "-" : "+";
  const distance = Math.abs(minutesEast);
  const offset = `${sign}${two(Math.floor(distance / 60))}${two(distance % 60)}`;
  const date = `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  return `${date} ${time} ${offset} ${zoneName(moment, offset)}`;
}

function zoneName(moment: Date, offset: string): string {
  for (const locale of LOCALES_WITH_ZONE_NAMES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZoneName: "short" }).formatToParts(moment);
    const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{3,5}$/.test(name) && (name !== "GMT" || offset === "+0000")) return name;
  }
  return offset.endsWith("00") ? offset.slice(0, 3) : offset;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
