import { readOnce } from "./read-once.js";

describe("a part of a configuration", () => {
  test("is read once for all who have the same", () => {
    const seen: unknown[] = [];
    const read = readOnce((part: unknown) => {
      seen.push(part);
      return { of: part };
    });
    const first = read({ ttl: { access_token: "1h" } });
    expect(read({ ttl: { access_token: "1h" } })).toBe(first);
    expect(read({ ttl: { access_token: "2h" } })).toEqual({ of: { ttl: { access_token: "2h" } } });
    expect(read(undefined)).toBe(read(undefined));
    expect(seen).toHaveLength(3);
  });
});
