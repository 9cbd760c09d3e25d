import type { IncomingMessage, ServerResponse } from "node:http";
import { inTurns } from "./in-turns.js";

const response = {} as ServerResponse;

function requestOf(url: string): IncomingMessage {
  return { url } as IncomingMessage;
}

/** Longer than requests may begin in one turn. */
function takeLong(): void {
  const until = performance.now() + 10;
  while (performance.now() < until);
}

describe("requests that take long (architecture §8)", () => {
  test("begin one per turn, in their order, and others get in between", async () => {
    const seen: string[] = [];
    const listener = inTurns(({ url = "" }) => {
      seen.push(url);
      takeLong();
    });
    for (const url of ["a", "b", "c"]) listener(requestOf(url), response);
    expect(seen).toEqual(["a"]);
    for (let turn = 0; seen.length < 6; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`turn ${turn}`);
    }
    expect(seen).toEqual(["a", "b", "turn 0", "c", "turn 1", "turn 2"]);
    listener(requestOf("d"), response);
    expect(seen.at(-1)).toBe("d");
  });

  test("that come while others wait begin after them", async () => {
    const seen: string[] = [];
    const listener = inTurns(({ url = "" }) => {
      seen.push(url);
      if (url === "a") takeLong();
      if (url === "b") listener(requestOf("d"), response);
    });
    for (const url of ["a", "b", "c"]) listener(requestOf(url), response);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });
});

describe("requests that take no time", () => {
  test("begin at once, however many", () => {
    let begun = 0;
    const listener = inTurns(() => {
      begun += 1;
    });
    for (let count = 0; count < 100; count += 1) listener(requestOf("x"), response);
    expect(begun).toBe(100);
  });
});
