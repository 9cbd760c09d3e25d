import { BoundedCache } from "./bounded-cache.js";

describe("a bounded cache", () => {
  it("forgets what was not used, never what was", () => {
    const cache = new BoundedCache<string, number>(10);
    cache.set("used", 0);
    for (let index = 1; index <= 100; index += 1) {
      cache.set(`once-${index}`, index);
      expect(cache.get("used")).toBe(0);
    }
    expect(cache.get("once-1")).toBeUndefined();
    expect(cache.get("once-100")).toBe(100);
  });

  it("holds no more than it is told", () => {
    const cache = new BoundedCache<number, number>(10);
    for (let index = 0; index < 1_000; index += 1) cache.set(index, index);
    const held = Array.from({ length: 1_000 }, (_, index) => cache.get(index));
    expect(held.filter((value) => value !== undefined).length).toBeLessThanOrEqual(10);
  });

  it("forgets what is deleted, in either generation", () => {
    const cache = new BoundedCache<string, number>(4);
    for (const key of ["a", "b", "c", "d"]) cache.set(key, 1);
    for (const key of ["a", "b", "c", "d"]) cache.delete(key);
    expect(["a", "b", "c", "d"].map((key) => cache.get(key))).toEqual(Array(4).fill(undefined));
  });
});
