import { slotsOf } from "./range.js";

describe("the hours and days of a range of usage (console, section 6.21)", () => {
  const now = Date.parse("2026-11-22T14:03:07Z");

  test("end with the hour that it is", () => {
    const { since, until, granularity, times } = slotsOf("24h", now);
    expect([since, until, granularity]).toEqual([
      "2026-11-21T15:00:00.000Z",
      "2026-11-22T15:00:00.000Z",
      "hour",
    ]);
    expect(times).toHaveLength(24);
    expect(times.at(-1)).toBe("2026-11-22T14:00:00.000Z");
  });

  test("are days of UTC, as the API counts them", () => {
    const { since, until, granularity, times } = slotsOf("30d", now);
    expect([since, until, granularity]).toEqual([
      "2026-10-24T00:00:00.000Z",
      "2026-11-23T00:00:00.000Z",
      "day",
    ]);
    expect(times).toHaveLength(30);
  });
});
