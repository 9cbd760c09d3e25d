import type { SigningKey } from "@grantry/contracts";
import { inOrder, successorOf } from "./key-order.js";

const key = (kid: string, algorithm: string, state: SigningKey["state"]): SigningKey => ({
  kid,
  algorithm,
  state,
  created_at: "2026-11-22T14:03:07.000Z",
  activated_at: null,
  retired_at: null,
  expires_at: null,
});

describe("the order of signing keys (console, section 6.11)", () => {
  const keys = [
    key("old", "RS256", "retired"),
    key("e", "ES256", "current"),
    key("coming", "RS256", "next"),
    key("now", "RS256", "current"),
  ];

  test("puts what signs first, algorithm by algorithm", () => {
    expect(inOrder(keys).map(({ kid }) => kid)).toEqual(["now", "coming", "old", "e"]);
  });

  test("finds the successor of the same algorithm only", () => {
    expect(successorOf(keys, key("now", "RS256", "current"))?.kid).toBe("coming");
    expect(successorOf(keys, key("e", "ES256", "current"))).toBeUndefined();
  });
});
