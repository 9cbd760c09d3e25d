import { isIP } from "node:net";
import { CidrList, plainAddress } from "./cidr-list.js";
import { EnvironmentError, type Environment } from "./environment.js";

/**
 * The address of whoever sent a request: the peer itself, unless that is a trusted proxy; then the
 * last address in `X-Forwarded-For` that is not a trusted proxy.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | string[] | undefined,
  trusted: CidrList,
): string {
  let address = plainAddress(peer ?? "");
  if (forwardedFor === undefined || !trusted.contains(address)) return address;
  const hops = [forwardedFor ?? []].flat().join(",").split(",");
  while (trusted.contains(address)) {
    const hop = plainAddress(hops.pop()?.trim() ?? "");
    if (isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** `GRANTRY_TRUSTED_PROXIES`: whose `X-Forwarded-*` the gateway believes. Default: nobody's. */
export function trustedProxies(environment: Environment): CidrList {
  return readRanges(environment, (cidrs) => new CidrList(cidrs));
}

/** Whose `X-Forwarded-*` a process behind the gateway believes: this machine's and the proxies'. */
export function trustedPeers(environment: Environment): CidrList {
  return readRanges(environment, (cidrs) => CidrList.withLoopback(cidrs));
}

function readRanges(environment: Environment, build: (cidrs: string[]) => CidrList): CidrList {
  try {
    return build(environment.list("GRANTRY_TRUSTED_PROXIES"));
  } catch (error) {
    throw new EnvironmentError("GRANTRY_TRUSTED_PROXIES", (error as Error).message);
  }
}
