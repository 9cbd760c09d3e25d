import { BlockList, isIP } from "node:net";

/** Tells whether a text is an address or a network, such as 203.0.113.0/24 or 2001:db8::/32. */
export function isNetwork(text: string): boolean {
  return parse(text) !== undefined;
}

/** Tells whether an address lies in one of the networks; an IPv4-mapped IPv6 address counts as IPv4. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const parsed = parse(network);
    if (parsed) list.addSubnet(parsed.address, parsed.bits, parsed.family);
  }
  return list.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** Tells whether every address of `inner` lies in `outer`; an empty list stands for every address. */
export function isWithinNetworks(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true;
  return inner.length > 0 && inner.every((each) => outer.some((other) => contains(other, each)));
}

/**
 * The networks from which both lists allow a call. Empty: every address; `undefined`: none.
 */
export function commonNetworks(
  one: readonly string[],
  other: readonly string[],
): string[] | undefined {
  if (one.length === 0 || other.length === 0) return [...one, ...other];
  // Two networks are apart or one lies in the other.
  const inner = [
    ...one.filter((each) => other.some((outer) => contains(outer, each))),
    ...other.filter((each) => one.some((outer) => contains(outer, each))),
  ];
  return inner.length === 0 ? undefined : [...new Set(inner)];
}

function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [parse(outer), parse(inner)];
  if (!wide || !narrow || wide.family !== narrow.family || wide.bits > narrow.bits) return false;
  return isInNetworks(narrow.address, [outer]);
}

function parse(text: string) {
  const [address = "", bitsText, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes("%")) return undefined;
  const most = family === 4 ? 32 : 128;
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return undefined;
  const bits = bitsText === undefined ? most : Number(bitsText);
  if (bits > most) return undefined;
  return { address, bits, family: family === 4 ? ("ipv4" as const) : ("ipv6" as const) };
}
