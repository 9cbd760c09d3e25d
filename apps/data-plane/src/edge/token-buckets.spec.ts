import { TokenBuckets } from "./token-buckets.js";

const BUCKET = { name: "a bucket", rate: 10, burst: 3 };

describe("token buckets", () => {
  it("allow a burst, then what the rate allows", () => {
    const buckets = new TokenBuckets(BUCKET, 10);
    const burst = [1, 2, 3].map(() => buckets.take("a", 1_000).remaining);
    expect(burst).toEqual([2, 1, 0]);
    expect(buckets.take("a", 1_000)).toEqual({ allowed: false, remaining: 0, seconds: 1 });
    expect(buckets.take("a", 1_099).allowed).toBe(false);
    expect(buckets.take("a", 1_100).allowed).toBe(true);
    expect(buckets.take("a", 1_100).allowed).toBe(false);
  });

  it("take nothing for a refusal and are full again after a quiet time", () => {
    const buckets = new TokenBuckets(BUCKET, 10);
    for (let count = 0; count < 50; count += 1) buckets.take("a", 0);
    expect(buckets.take("a", 300)).toEqual({ allowed: true, remaining: 2, seconds: 1 });
  });

  it("count each key for itself", () => {
    const buckets = new TokenBuckets(BUCKET, 10);
    for (let count = 0; count < 4; count += 1) buckets.take("a", 0);
    expect(buckets.take("a", 0).allowed).toBe(false);
    expect(buckets.take("b", 0).allowed).toBe(true);
  });

  it("hold no more keys than they may", () => {
    const buckets = new TokenBuckets({ ...BUCKET, burst: 1 }, 2);
    for (const key of ["a", "b", "c"]) buckets.take(key, 0);
    expect(buckets.take("c", 0).allowed).toBe(false);
    expect(buckets.take("a", 0).allowed).toBe(true);
  });
});
