import { readDefaultLimits } from "./default-limits.js";
import { Environment } from "./environment.js";

const NAMES = ["projects", "tokens-per-month"] as const;
const read = (value: string) =>
  readDefaultLimits(new Environment({ GRANTRY_LIMITS: value }), NAMES);

describe("GRANTRY_LIMITS", () => {
  it("names what is limited", () => {
    expect(read("")).toEqual({});
    expect(read("projects=0,tokens-per-month=1000000")).toEqual({
      projects: 0,
      "tokens-per-month": 1_000_000,
    });
  });

  it.each(["wishes=3", "projects", "projects=-1", "projects=1.5", "projects=many"])(
    "refuses %s",
    (value) => {
      expect(() => read(value)).toThrow(/write name=number with one of projects, tokens-per-month/);
    },
  );
});
