import { forecastOf, nextMonth, reachedMarks, thisMonth } from "./forecast.js";

const NOW = new Date("2026-11-10T12:00:00Z");
const DECEMBER = new Date("2026-12-01T00:00:00Z");

describe("a forecast", () => {
  it("tells the day on which a limit is reached", () => {
    expect(forecastOf({ used: 800, limit: 1_000, perDay: 50 }, NOW)).toEqual({
      per_day: 50,
      reaches_limit_at: "2026-11-14T12:00:00.000Z",
      message: "At this growth the limit is reached on Saturday, 2026-11-14.",
    });
  });

  it("looks no further than the month for what starts again with it", () => {
    const growth = { used: 0, limit: 1_000, perDay: 10, startsAgainAt: DECEMBER };
    expect(forecastOf(growth, NOW)).toMatchObject({
      reaches_limit_at: null,
      message: "At this growth the limit is not reached this month.",
    });
  });

  it.each([
    [{ used: 5, limit: 5, perDay: 0, startsAgainAt: DECEMBER }, "until Tuesday, 2026-12-01."],
    [{ used: 6, limit: 5, perDay: 0 }, "The limit is reached."],
    [{ used: 1, limit: 5, perDay: 0 }, "Without growth"],
    [{ used: 0, limit: 0, perDay: 0 }, "The limit is reached."],
  ])("of %j says %s", (growth, words) => {
    expect(forecastOf(growth, NOW).message).toContain(words);
  });

  it("knows where months begin, in UTC", () => {
    expect(thisMonth(NOW).toISOString()).toBe("2026-11-01T00:00:00.000Z");
    expect(nextMonth(new Date("2026-12-31T23:59:59Z")).toISOString()).toBe(
      "2027-01-01T00:00:00.000Z",
    );
  });
});

describe("marks of a limit", () => {
  it.each([
    [79, 100, []],
    [80, 100, [80]],
    [99, 100, [80]],
    [100, 100, [80, 100]],
    [4, 5, [80]],
    [3, 5, []],
    [0, 0, [80, 100]],
  ])("%i of %i has come to %j", (used, limit, marks) => {
    expect(reachedMarks(used, limit)).toEqual(marks);
  });
});
