import {
  chooseEnd,
  DEFAULT_TOKEN_POLICY,
  endUnderPolicy,
  leastPermissions,
  needsApproval,
} from "./token-policy.js";

const now = new Date("2026-11-22T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const policy = DEFAULT_TOKEN_POLICY;

describe("the policy of tokens", () => {
  it("ends a token whose maker says nothing as late as it may", () => {
    expect(chooseEnd(policy, undefined, now)).toEqual(inDays(365));
    expect(chooseEnd({ ...policy, expiryRequired: false }, undefined, now)).toBeNull();
    const open = { ...policy, maximumLifetimeDays: null };
    expect(chooseEnd(open, undefined, now)).toEqual(inDays(365));
  });

  it.each([
    [null, policy],
    [inDays(366), policy],
    [null, { ...policy, maximumLifetimeDays: null }],
  ])("refuses the end %s", (wished, rules) => {
    expect(() => chooseEnd(rules, wished, now)).toThrow(/Your workspace/);
  });

  it("allows what lies within, and never where it may", () => {
    expect(chooseEnd(policy, inDays(365), now)).toEqual(inDays(365));
    expect(chooseEnd({ ...policy, expiryRequired: false }, null, now)).toBeNull();
  });

  it("asks for an owner's yes by permission", () => {
    const listed = {
      ...policy,
      approval: "permissions" as const,
      approvalPermissions: ["config:read"],
    };
    expect(needsApproval(policy, ["config:write"])).toBe(false);
    expect(needsApproval(listed, ["config:write"])).toBe(true);
    expect(needsApproval(listed, ["clients:write"])).toBe(false);
    expect(needsApproval({ ...policy, approval: "all" }, ["clients:read"])).toBe(true);
  });

  const token = { createdAt: inDays(-40), rolledAt: null, revokedAt: null };
  it.each([
    ["ended", { ...token, expiresAt: inDays(10) }, 30],
    ["shortened", { ...token, expiresAt: inDays(100) }, 60],
    ["shortened", { ...token, rolledAt: inDays(-1), expiresAt: inDays(100) }, 30],
    ["shortened", { ...token, expiresAt: null }, null],
    ["none", { ...token, expiresAt: inDays(10) }, 60],
    ["none", { ...token, expiresAt: inDays(-1) }, 30],
    ["none", { ...token, expiresAt: inDays(900) }, null],
    ["none", { ...token, revokedAt: now, expiresAt: null }, 30],
  ])("has the effect %s on %j within %s days", (effect, existing, maximumLifetimeDays) => {
    const rules = { ...policy, maximumLifetimeDays };
    expect(endUnderPolicy(rules, existing, now).effect).toBe(effect);
  });

  it("keeps of the permissions what was used", () => {
    const held = ["clients:write", "config:write", "keys:read", "users:read", "users:write"];
    const used = new Set(["clients:read", "config:write", "config:read", "users:write"]);
    expect(leastPermissions(held, used)).toEqual(["clients:read", "config:write", "users:write"]);
  });
});
