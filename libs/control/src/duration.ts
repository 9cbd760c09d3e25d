const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3_600,
};

const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** The seconds of a duration such as `1h30m0s`, or `undefined` for anything else. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value !== "string" || value.length > 64 || !DURATION.test(value)) return undefined;
  let seconds = 0;
  for (const [, amount, unit = ""] of value.matchAll(PART)) {
    seconds += Number(amount) * (SECONDS[unit] ?? 0);
  }
  return seconds;
}
