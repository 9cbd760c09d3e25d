import { beginningOf } from "./range.js";

describe("the range of the audit log (console, section 6.17)", () => {
  test("begins so long ago, to the minute", () => {
    const now = Date.parse("2026-11-22T14:03:07Z");
    expect(beginningOf("24h", now)).toBe("2026-11-21T14:03:00.000Z");
    expect(beginningOf("7d", now)).toBe("2026-11-15T14:03:00.000Z");
  });

  test("has no beginning where it holds everything", () => {
    expect(beginningOf("all")).toBeUndefined();
  });
});
