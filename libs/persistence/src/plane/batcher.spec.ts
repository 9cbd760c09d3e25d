import { Batcher } from "./batcher.js";

const tick = () => new Promise((resolve) => setImmediate(resolve));

class Refused extends Error {
  readonly code = "22021";
}

describe("batcher", () => {
  test("joins calls of one turn and answers each in its place", async () => {
    const sizes: number[] = [];
    const batcher = new Batcher(async (items: readonly number[]) => {
      sizes.push(items.length);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3].map((item) => batcher.add(item)))).toEqual([2, 4, 6]);
    expect(await batcher.add(4)).toBe(8);
    expect(sizes).toEqual([3, 1]);
  });

  test("keeps two batches under way and gathers the rest", async () => {
    const releases: (() => void)[] = [];
    const sizes: number[] = [];
    const batcher = new Batcher(async (items: readonly number[]) => {
      sizes.push(items.length);
      await new Promise<void>((resolve) => {
        releases.push(resolve);
      });
      return items;
    });
    const answers = [batcher.add(1)];
    await tick();
    answers.push(batcher.add(2));
    await tick();
    answers.push(batcher.add(3), batcher.add(4));
    await tick();
    expect(sizes).toEqual([1, 1]);
    releases[0]?.();
    await tick();
    await tick();
    expect(sizes).toEqual([1, 1, 2]);
    releases[1]?.();
    releases[2]?.();
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
  });

  test("one refused element does not fail the others", async () => {
    const batcher = new Batcher(async (items: readonly string[]) => {
      if (items.includes("bad")) throw new Refused("bad element");
      return items;
    });
    const outcomes = await Promise.allSettled(["a", "bad", "b"].map((item) => batcher.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("nothing is run again when nobody knows whether it happened", async () => {
    let runs = 0;
    const batcher = new Batcher(async (): Promise<number[]> => {
      runs += 1;
      throw new Error("Connection terminated unexpectedly");
    });
    const outcomes = await Promise.allSettled([1, 2].map((item) => batcher.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(runs).toBe(1);
  });

  test("splits what is too large for one statement", async () => {
    const sizes: number[] = [];
    const batcher = new Batcher(async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    });
    const items = Array.from({ length: 600 }, (_, index) => index);
    expect(await Promise.all(items.map((item) => batcher.add(item)))).toEqual(items);
    expect(Math.max(...sizes)).toBe(256);
  });
});
