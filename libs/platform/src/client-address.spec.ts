import { CidrList } from "./cidr-list.js";
import { clientAddress, trustedPeers, trustedProxies } from "./client-address.js";
import { Environment } from "./environment.js";

describe("network ranges", () => {
  it("hold addresses of both families", () => {
    const list = new CidrList(["10.0.0.0/8", "192.168.1.7", "fd00::/8"]);
    expect(list.contains("10.200.3.4")).toBe(true);
    expect(list.contains("::ffff:10.1.1.1")).toBe(true);
    expect(list.contains("192.168.1.7")).toBe(true);
    expect(list.contains("fd12::1")).toBe(true);
    expect(list.contains("192.168.1.8")).toBe(false);
    expect(list.contains("2001:db8::1")).toBe(false);
    expect(list.contains("not an address")).toBe(false);
  });

  it.each(["10.0.0.0/33", "10.0.0/8", "example.com", "10.0.0.0/8/8", "10.0.0.0/", ""])(
    "refuse %j",
    (cidr) => {
      expect(() => new CidrList([cidr])).toThrow(RangeError);
    },
  );
});

describe("client address", () => {
  const trusted = new CidrList(["10.0.0.0/8"]);

  it("is the peer's, whatever an untrusted peer claims", () => {
    expect(clientAddress("203.0.113.5", "198.51.100.1", trusted)).toBe("203.0.113.5");
  });

  it("is the last untrusted hop behind trusted proxies", () => {
    const header = "1.1.1.1, 198.51.100.1, 10.0.0.9";
    expect(clientAddress("::ffff:10.0.0.2", header, trusted)).toBe("198.51.100.1");
  });

  it("stays at the proxy when the header is absent or malformed", () => {
    expect(clientAddress("10.0.0.2", undefined, trusted)).toBe("10.0.0.2");
    expect(clientAddress("10.0.0.2", "unknown", trusted)).toBe("10.0.0.2");
  });

  it("reads whom to trust from the environment", () => {
    const environment = new Environment({ GRANTRY_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1" });
    expect(trustedProxies(environment).contains("192.0.2.1")).toBe(true);
    expect(trustedProxies(environment).contains("127.0.0.1")).toBe(false);
    expect(trustedPeers(environment).contains("127.0.0.1")).toBe(true);
    expect(() => trustedProxies(new Environment({ GRANTRY_TRUSTED_PROXIES: "all" }))).toThrow(
      "GRANTRY_TRUSTED_PROXIES",
    );
  });
});
