import { CircuitBreaker } from "./circuit-breaker.js";

const SETTINGS = { failures: 3, openMilliseconds: 10_000 };

function aBreaker() {
  let now = 0;
  const breaker = new CircuitBreaker(SETTINGS, () => now);
  return {
    breaker,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    fail: (times: number) => {
      for (let time = 0; time < times; time += 1) breaker.failed("hook");
    },
  };
}

describe("a circuit", () => {
  test("opens after failures in a row", () => {
    const { breaker, fail } = aBreaker();
    fail(2);
    expect(breaker.admits("hook")).toBe(true);
    fail(1);
    expect(breaker.admits("hook")).toBe(false);
    expect(breaker.admits("another hook")).toBe(true);
  });

  test("stays closed while successes come between failures", () => {
    const { breaker, fail } = aBreaker();
    fail(2);
    breaker.succeeded("hook");
    fail(2);
    expect(breaker.admits("hook")).toBe(true);
  });

  test("lets one call probe after a pause, and closes when it succeeds", () => {
    const { breaker, fail, pass } = aBreaker();
    fail(3);
    pass(10_000);
    expect([breaker.admits("hook"), breaker.admits("hook")]).toEqual([true, false]);
    breaker.succeeded("hook");
    expect([breaker.admits("hook"), breaker.admits("hook")]).toEqual([true, true]);
  });

  test("stays open for another pause when the probe fails", () => {
    const { breaker, fail, pass } = aBreaker();
    fail(3);
    pass(10_000);
    expect(breaker.admits("hook")).toBe(true);
    fail(1);
    expect(breaker.admits("hook")).toBe(false);
    pass(10_000);
    expect(breaker.admits("hook")).toBe(true);
  });
});
