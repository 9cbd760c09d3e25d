import type { BucketUsage } from "@grantry/contracts";
import { forecastOf } from "./forecast.js";

const tokens = (used: number, limit: number | null): BucketUsage => ({
  name: "tokens-per-month",
  set_by: "installation",
  used,
  limit,
  headroom: limit === null ? null : Math.max(0, limit - used),
  forecast: null,
});

describe("the forecast of a limit (console, section 6.21)", () => {
  const tenDaysIn = new Date("2026-11-11T00:00:00Z");

  test("names the moment at which the growth of the month so far reaches it", () => {
    expect(forecastOf(tokens(1_000, 1_500), tenDaysIn)).toEqual({
      kind: "reached",
      at: new Date("2026-11-16T00:00:00Z"),
    });
  });

  test("names the count at the end of the month where the limit holds, or there is none", () => {
    expect(forecastOf(tokens(1_000, 3_100), tenDaysIn)).toEqual({ kind: "within", used: 3_000 });
    expect(forecastOf(tokens(1_000, null), tenDaysIn)).toEqual({ kind: "within", used: 3_000 });
  });

  test("says nothing on the first day, of nothing, and of what is no count of a month", () => {
    expect(forecastOf(tokens(5, 10), new Date("2026-11-01T09:00:00Z")).kind).toBe("unknown");
    expect(forecastOf(tokens(0, 10), tenDaysIn).kind).toBe("unknown");
    expect(forecastOf({ ...tokens(5, 10), name: "clients" }, tenDaysIn).kind).toBe("unknown");
  });
});
