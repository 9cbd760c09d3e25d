import { generateSlug, SLUG_PATTERN } from "./slug.js";

describe("slug", () => {
  it("is an adjective, a surname and ten characters, and fits into a host name", () => {
    const slugs = Array.from({ length: 500 }, generateSlug);
    for (const slug of slugs) {
      expect(slug).toMatch(SLUG_PATTERN);
      expect(slug.length).toBeLessThanOrEqual(63);
    }
    expect(new Set(slugs).size).toBe(500);
  });
});
