import { FailureCounter, SIGN_IN_RULES, SignInThrottle } from "./sign-in-throttle.js";

const start = new Date("2026-11-22T12:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const attempt = { projectId: "p1", address: "192.0.2.7", identifier: "ada@example.com" };

describe("sign-in throttle", () => {
  it("holds an address and identifier back after ten failures, until the window ends", () => {
    const throttle = new SignInThrottle();
    for (let tries = 0; tries < 10; tries += 1) {
      expect(throttle.waitSeconds(attempt, start)).toBe(0);
      throttle.failed(attempt, start);
    }
    expect(throttle.waitSeconds(attempt, later(60))).toBe(14 * 60);
    expect(throttle.waitSeconds({ ...attempt, identifier: "bob@example.com" }, start)).toBe(0);
    expect(throttle.waitSeconds({ ...attempt, address: "192.0.2.8" }, start)).toBe(0);
    expect(throttle.waitSeconds({ ...attempt, projectId: "p2" }, start)).toBe(0);
    expect(throttle.waitSeconds(attempt, later(15 * 60))).toBe(0);
  });

  it("holds a network address back that tries many accounts", () => {
    const throttle = new SignInThrottle();
    for (let tries = 0; tries < SIGN_IN_RULES.address.failures; tries += 1) {
      throttle.failed({ ...attempt, identifier: `user${tries}@example.com` }, start);
    }
    expect(throttle.waitSeconds(attempt, start)).toBe(15 * 60);
  });

  it("forgets the failures of an account at a right password", () => {
    const throttle = new SignInThrottle();
    for (let tries = 0; tries < 9; tries += 1) throttle.failed(attempt, start);
    throttle.succeeded(attempt);
    throttle.failed(attempt, start);
    expect(throttle.waitSeconds(attempt, start)).toBe(0);
  });

  it("lets the oldest key go when it is full", () => {
    const counter = new FailureCounter({ failures: 1, windowSeconds: 60 }, 2);
    for (const key of ["a", "b", "c"]) counter.fail(key, start);
    expect(["a", "b", "c"].map((key) => counter.waitSeconds(key, start))).toEqual([0, 60, 60]);
  });
});
