import { amountAndUnit, secondsOf, wireDuration } from "./duration.js";

describe("durations", () => {
  it.each([
    ["1h30m", 5_400, "1h30m0s"],
    ["2d", 172_800, "48h0m0s"],
    ["90s", 90, "1m30s"],
    ["10 m", 600, "10m0s"],
  ])("reads %s", (text, seconds, wire) => {
    expect(secondsOf(text)).toBe(seconds);
    expect(wireDuration(seconds)).toBe(wire);
    expect(secondsOf(wire)).toBe(seconds);
  });

  it.each(["", "5", "-1", "1w", "h", "1.5h"])("refuses %p", (text) => {
    expect(secondsOf(text)).toBeUndefined();
  });

  it("shows the largest whole unit", () => {
    expect(amountAndUnit(172_800)).toEqual({ amount: 2, unit: "days" });
    expect(amountAndUnit(5_400)).toEqual({ amount: 90, unit: "minutes" });
    expect(amountAndUnit(0)).toEqual({ amount: 0, unit: "seconds" });
  });
});
