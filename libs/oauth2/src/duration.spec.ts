import fc from "fast-check";
import { formatDuration, isDuration, parseDuration } from "./duration.js";

describe("durations (ory-hydra §1.1)", () => {
  test.each([
    ["1h0m0s", 3600],
    ["1h30m", 5400],
    ["90m", 5400],
    ["1.5h", 5400],
    ["30s", 30],
    ["250ms", 0.25],
    ["1us", 1e-6],
    ["1µs", 1e-6],
    ["1ns", 1e-9],
    ["0s", 0],
    ["720h", 2_592_000],
  ])("%s is %d seconds", (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 12);
  });

  test.each([
    "",
    "1",
    "1d",
    "1 h",
    "-1h",
    "+1h",
    "h",
    "1h1",
    ".5h",
    "1.h",
    "1H",
    "∞",
    "1h".repeat(40),
  ])("%j is none", (text) => {
    expect(isDuration(text)).toBe(false);
    expect(() => parseDuration(text)).toThrow(RangeError);
  });

  test("come back from their text to the second (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });

  test("are written as Go writes them", () => {
    expect(formatDuration(3600)).toBe("1h0m0s");
    expect(formatDuration(90)).toBe("1m30s");
    expect(formatDuration(5)).toBe("5s");
    expect(formatDuration(0.25)).toBe("0.25s");
  });
});
