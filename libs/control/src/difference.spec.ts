import { difference } from "./difference.js";

describe("difference of two documents", () => {
  it("is empty for equal ones, in whatever order their members stand", () => {
    expect(difference({ a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 })).toEqual([]);
    expect(difference({ a: null }, {})).toEqual([]);
  });

  it("names each value by its JSON pointer (RFC 6901 §3)", () => {
    const before = { same: 1, gone: true, "a/b": { "c~d": "old" }, list: [1, 2] };
    const after = { same: 1, "a/b": { "c~d": "new" }, list: [2, 1], more: { deep: { x: 0 } } };
    expect(difference(before, after)).toEqual([
      { path: "/a~1b/c~0d", kind: "changed", before: "old", after: "new", hidden: false },
      { path: "/gone", kind: "removed", before: true, hidden: false },
      { path: "/list", kind: "changed", before: [1, 2], after: [2, 1], hidden: false },
      { path: "/more/deep/x", kind: "added", after: 0, hidden: false },
    ]);
  });

  it("tells that a hidden value changed, and neither side of it", () => {
    const hidden = ["/hook/auth"];
    const secret = (value: string) => ({ hook: { url: "u", auth: { value } } });
    const found = difference(secret("one"), secret("two"), hidden);
    expect(found).toEqual([
      { path: "/hook/auth", kind: "changed", before: "(hidden)", after: "(hidden)", hidden: true },
    ]);
  });

  it("covers a hidden value inside one that changes its form", () => {
    const found = difference(
      { hook: "https://a.example" },
      { hook: { url: "https://a.example", auth: { value: "a secret" } } },
      ["/hook/auth"],
    );
    expect(found).toEqual([
      {
        path: "/hook",
        kind: "changed",
        before: "https://a.example",
        after: { url: "https://a.example", auth: "(hidden)" },
        hidden: false,
      },
    ]);
  });
});
