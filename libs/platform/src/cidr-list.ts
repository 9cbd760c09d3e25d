import { BlockList, isIP } from "node:net";

const loopbackRanges = ["127.0.0.0/8", "::1/128"];
const MOST_ANSWERS = 1_000;
const LONGEST_ADDRESS = 64;

/** A set of network ranges. IPv4 addresses mapped into IPv6 (`::ffff:10.0.0.1`) count as IPv4. */
export class CidrList {
  private readonly ranges = new BlockList();
  /** Peers are few and asked about with every request: a look-up costs a tenth of a check. */
  private readonly answers = new Map<string, boolean>();

  /** `cidrs`: addresses or ranges; throws a RangeError that names the first malformed one. */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) this.add(cidr);
  }

  /** Loopback and `cidrs`. */
  static withLoopback(cidrs: readonly string[]): CidrList {
    return new CidrList([...loopbackRanges, ...cidrs]);
  }

  contains(address: string): boolean {
    const known = this.answers.get(address);
    if (known !== undefined) return known;
    const plain = plainAddress(address);
    const family = isIP(plain);
    if (family === 0 || address.length > LONGEST_ADDRESS) return false;
    const answer = this.ranges.check(plain, family === 6 ? "ipv6" : "ipv4");
    if (this.answers.size >= MOST_ANSWERS) this.answers.clear();
    this.answers.set(address, answer);
    return answer;
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
