const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

/** Whether `text` is a duration such as `1h30m0s`: numbers with a unit, no days, no sign. */
export function isDuration(text: string): boolean {
  return text.length <= 64 && DURATION.test(text);
}

/** The seconds of a duration such as `1h30m0s`; throws RangeError for anything else. */
export function parseDuration(text: string): number {
  if (!isDuration(text)) throw new RangeError(`not a duration: ${text.slice(0, 64)}`);
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (SECONDS[unit ?? "s"] ?? 1);
  }
  return seconds;
}

/** The duration of some seconds as `1h30m0s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = `${Number((seconds - hours * 3600 - minutes * 60).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
