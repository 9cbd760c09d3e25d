import { findUnmetCondition, fitsGlob } from "./claim-conditions.js";

describe("conditions on claims", () => {
  it.each([
    ["repo:acme/*:ref:refs/heads/main", "repo:acme/web:ref:refs/heads/main", true],
    ["repo:acme/*:ref:refs/heads/main", "repo:acme/web:x:ref:refs/heads/main", false],
    ["repo:acme/*", "repo:acme/web:environment:production", false],
    ["repo:acme/**", "repo:acme/web:environment:production", true],
    ["repo:acme/**", "repo:acmeevil/web", false],
    ["**:refs/tags/v*", "repo:acme/web:ref:refs/tags/v1.2", true],
    ["refs/heads/*", "refs/heads/feature/x", false],
    ["a*b*c", "abc", true],
    ["a*b*c", "abd", false],
    ["*", "", true],
    ["a.c", "abc", false],
    ["**", "anything: at/all\n", true],
  ])("glob %s on %s: %s", (pattern, text, answer) => {
    expect(fitsGlob(pattern, text)).toBe(answer);
  });

  it("answers hostile patterns and texts at once", () => {
    expect(fitsGlob("*a".repeat(400), "a".repeat(1_000) + "b")).toBe(false);
  });

  const claims = {
    sub: "system:serviceaccount:ci:deployer",
    repository_owner_id: 42,
    groups: ["build", "deploy"],
    "kubernetes.io": { namespace: "ci", serviceaccount: { name: "deployer" } },
    nothing: null,
  };
  it.each([
    [{ claim: "sub", operator: "equals", value: "system:serviceaccount:ci:deployer" }, true],
    [{ claim: "sub", operator: "glob", value: "system:serviceaccount:ci:*" }, true],
    [{ claim: "repository_owner_id", operator: "equals", value: "42" }, true],
    [{ claim: "groups", operator: "one_of", values: ["deploy", "admin"] }, true],
    [{ claim: "groups", operator: "one_of", values: ["admin"] }, false],
    [{ claim: "/kubernetes.io/serviceaccount/name", operator: "equals", value: "deployer" }, true],
    [{ claim: "kubernetes.io", operator: "glob", value: "**" }, false],
    [{ claim: "nothing", operator: "glob", value: "**" }, false],
    [{ claim: "absent", operator: "glob", value: "**" }, false],
    [{ claim: "constructor", operator: "glob", value: "**" }, false],
  ] as const)("%j: %s", (condition, isMet) => {
    const given =
      "values" in condition ? { ...condition, values: [...condition.values] } : condition;
    expect(findUnmetCondition([given], claims) === undefined).toBe(isMet);
  });
});
