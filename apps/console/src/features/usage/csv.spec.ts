import { USAGE_METRICS, type UsageMetric } from "@grantry/contracts";
import { csvOf } from "./csv.js";

describe("usage as CSV (RFC 4180)", () => {
  test("has a header, and a row for each point", () => {
    const counts = Object.fromEntries(
      USAGE_METRICS.map((metric, index) => [metric, index]),
    ) as Record<UsageMetric, number>;
    const lines = csvOf([{ at: "2026-11-22T14:00:00.000Z", counts }]).split("\r\n");
    expect(lines).toEqual([
      `at,${USAGE_METRICS.join(",")}`,
      "2026-11-22T14:00:00.000Z,0,1,2,3,4,5,6,7,8,9",
      "",
    ]);
  });
});
