import type { TokenPolicy } from "@grantry/contracts";
import { draftOf, hasValidDays, policyOf } from "./policy-draft.js";

const policy: TokenPolicy = {
  maximum_lifetime_days: 365,
  expiry_required: true,
  addresses_required: false,
  allowed_cidrs: [],
  approval: "none",
  approval_permissions: [],
  updated_at: null,
  updated_by: null,
};

describe("the form of the token policy (console, section 6.24)", () => {
  test("comes back as it went in", () => {
    const { updated_at: _, updated_by: __, ...wire } = policy;
    expect(policyOf(draftOf(policy))).toEqual(wire);
  });

  test("an empty lifetime is none", () => {
    expect(policyOf({ ...draftOf(policy), days: " " }).maximum_lifetime_days).toBeNull();
  });

  test.each(["0", "3651", "1.5", "ten"])("%s days are refused", (days) => {
    expect(hasValidDays({ ...draftOf(policy), days })).toBe(false);
  });
});
