import { isNetwork } from "./network.js";

describe("networks a token may be used from", () => {
  test.each(["203.0.113.0/24", "203.0.113.9", "2001:db8::/32", "::1"])("accepts %s", (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  test.each(["203.0.113", "203.0.113.256", "203.0.113.0/33", "2001:db8::/129", "example.com", ""])(
    'refuses "%s"',
    (text) => {
      expect(isNetwork(text)).toBe(false);
    },
  );
});
