import { BlockList, isIP } from "node:net";

const loopbackRanges = ["127.0.0.0/8", "::1/128"];

/** A set of network ranges. IPv4 addresses mapped into IPv6 (`::ffff:10.0.0.1`) count as IPv4. */
export class CidrList {
  private readonly ranges = new BlockList();

  /** `cidrs`: addresses or ranges; throws a RangeError that names the first malformed one. */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) this.add(cidr);
  }

  /** Loopback and `cidrs`. */
  static withLoopback(cidrs: readonly string[]): CidrList {
    return new CidrList([...loopbackRanges, ...cidrs]);
  }

  contains(address: string): boolean {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && this.ranges.check(plain, family === 6 ? "ipv6" : "ipv4");
  }

  private add(cidr: string): void {
    const [address = "", length, ...more] = cidr.trim().split("/");
    const family = isIP(address);
    const width = family === 6 ? 128 : 32;
    const bits = length === undefined ? width : Number(length);
    const wellFormed =
      family !== 0 && more.length === 0 && (length === undefined || /^\d{1,3}$/.test(length));
    if (!wellFormed || bits > width) throw new RangeError(`not a network range: ${cidr}`);
    this.ranges.addSubnet(address, bits, family === 6 ? "ipv6" : "ipv4");
  }
}

/** The address without the IPv6 mapping of IPv4 and without a zone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
}
