import { isInNetworks, isNetwork } from "./network.js";

describe("networks", () => {
  it.each(["203.0.113.9", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "::1"])(
    "accepts %s",
    (text) => {
      expect(isNetwork(text)).toBe(true);
    },
  );

  it.each([
    "",
    "203.0.113",
    "203.0.113.0/33",
    "203.0.113.0/-1",
    "203.0.113.0/24/1",
    "::1%eth0",
    "a",
  ])("refuses %j", (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  it("counts an IPv4 address mapped into IPv6 as IPv4", () => {
    expect(isInNetworks("::ffff:203.0.113.9", ["203.0.113.0/24"])).toBe(true);
    expect(isInNetworks("203.0.114.9", ["203.0.113.0/24"])).toBe(false);
    expect(isInNetworks("2001:db8::1", ["203.0.113.0/24", "2001:db8::/32"])).toBe(true);
    expect(isInNetworks("nonsense", ["0.0.0.0/0"])).toBe(false);
  });
});
