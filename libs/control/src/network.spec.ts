import { commonNetworks, isInNetworks, isNetwork, isWithinNetworks } from "./network.js";

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

describe("two lists of networks", () => {
  it.each([
    [["203.0.113.0/28"], ["203.0.113.0/24"], true],
    [["203.0.113.9"], ["203.0.113.0/24", "2001:db8::/32"], true],
    [["203.0.112.0/23"], ["203.0.113.0/24"], false],
    [[], ["203.0.113.0/24"], false],
    [["203.0.113.0/24"], [], true],
    [["2001:db8::/32"], ["0.0.0.0/0"], false],
  ])("tells whether %j lies within %j", (inner, outer, answer) => {
    expect(isWithinNetworks(inner, outer)).toBe(answer);
  });

  it.each([
    [[], [], []],
    [["203.0.113.0/24"], [], ["203.0.113.0/24"]],
    [["203.0.113.0/24"], ["203.0.113.9", "198.51.100.0/24"], ["203.0.113.9"]],
    [["203.0.113.0/24"], ["198.51.100.0/24"], undefined],
  ])("have in common: %j and %j", (one, other, common) => {
    expect(commonNetworks(one, other)).toEqual(common);
  });
});
