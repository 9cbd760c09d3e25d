import { changesOf } from "./changes-of.js";

describe("what an event changed (console, section 6.17)", () => {
  test("is told member by member, without what stayed", () => {
    expect(
      changesOf({ before: { name: "a", role: "x" }, after: { name: "b", role: "x" } }),
    ).toEqual([{ path: "name", before: "a", after: "b" }]);
  });

  test("is nothing where the event carries no values", () => {
    expect(changesOf({ before: null, after: null })).toEqual([]);
  });

  test("has one side only when something came or went", () => {
    expect(changesOf({ before: null, after: { name: "b" } })).toEqual([
      { path: "name", before: undefined, after: "b" },
    ]);
  });
});
