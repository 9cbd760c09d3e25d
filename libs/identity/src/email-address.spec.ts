import { isEmailAddress, normaliseEmail } from "./email-address.js";

describe("email addresses", () => {
  test.each(["ada@example.com", "admin@localhost", "a.b+c@sub.example.co", "jörg@münchen.example"])(
    "accepts %s",
    (address) => expect(isEmailAddress(address)).toBe(true),
  );

  test.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@@example.com",
    "ada lovelace@example.com",
    ".ada@example.com",
    "a..da@example.com",
    "ada@-example.com",
    "ada@example..com",
    "ada\u0000@example.com",
    "ada\u202e@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"a.".repeat(130)}com`,
    "<ada@example.com>",
  ])("refuses %j", (address) => expect(isEmailAddress(address)).toBe(false));

  it("compares addresses without case, outer space and composition", () => {
    expect(normaliseEmail("  ADA@Example.COM ")).toBe("ada@example.com");
    expect(normaliseEmail("jo\u0308rg@example.com")).toBe(normaliseEmail("j\u00f6rg@example.com"));
  });
});
