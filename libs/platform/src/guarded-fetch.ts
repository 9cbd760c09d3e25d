import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { CidrList, plainAddress } from "./cidr-list.js";

/** Networks that no tenant's address may lead to (RFC 6890 and its registries). */
const PRIVATE_NETWORKS = new CidrList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
]);

const DEFAULT_TIMEOUT_MILLISECONDS = 5_000;
const DEFAULT_LARGEST_BYTES = 256 * 1024;

export interface GuardedRequest {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMilliseconds?: number;
  readonly largestBytes?: number;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** An address could not be reached, or must not be; tenants are told nothing more than that. */
export class OutboundError extends Error {
  constructor(
    readonly kind: "refused" | "failed",
    cause?: unknown,
  ) {
    super("The address could not be reached.", { cause });
    this.name = "OutboundError";
  }
}

/**
 * The only way to an address that a tenant chose. Names are resolved here and the connection goes to
 * what was resolved and judged, so that a second answer of DNS cannot lead inside; private networks
 * are refused unless allowed; redirects are answers like any other; size and time are capped.
 */
export class GuardedFetch {
  readonly #allowedNetworks: CidrList;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #agents: { readonly "http:": http.Agent; readonly "https:": https.Agent };

  /** `allow`: CIDRs and host names that may be reached in spite of the guard. */
  constructor(allow: readonly string[] = []) {
    const networks = allow.filter((entry) => isIP(entry.split("/")[0] ?? "") !== 0);
    this.#allowedNetworks = new CidrList([...networks]);
    this.#allowedHosts = new Set(
      allow.filter((entry) => !networks.includes(entry)).map((entry) => entry.toLowerCase()),
    );
    const options = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, timeout: 10_000 };
    this.#agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };
  }

  /**
   * Sends one request; follows nothing. Rejects with {@link OutboundError}: `refused` for an address
   * that must not be reached, `failed` for everything that went wrong on the way.
   */
  async request(address: string, request: GuardedRequest = {}): Promise<GuardedAnswer> {
    const url = this.#judge(address);
    try {
      return await this.#send(url, request);
    } catch (error) {
      throw error instanceof OutboundError ? error : new OutboundError("failed", error);
    }
  }

  /** Whether an address may be asked at all; what its name leads to is judged when it is asked. */
  accepts(address: string): boolean {
    try {
      this.#judge(address);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the operator allowed this very host or address. */
  isAllowedByName(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const host = hostOf(new URL(address));
    const named = this.#allowedHosts.has(host.toLowerCase());
    return named || (isIP(host) !== 0 && this.#allowedNetworks.contains(plainAddress(host)));
  }

  close(): void {
    this.#agents["http:"].destroy();
    this.#agents["https:"].destroy();
  }

  #judge(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const web = url !== undefined && (url.protocol === "http:" || url.protocol === "https:");
    if (!web || url.username !== "" || url.password !== "") throw new OutboundError("refused");
    const host = hostOf(url);
    if (isIP(host) !== 0 && !this.#mayReach(host, host)) throw new OutboundError("refused");
    return url;
  }

  #mayReach(host: string, address: string): boolean {
    const plain = plainAddress(address);
    return (
      this.#allowedHosts.has(host.toLowerCase()) ||
      this.#allowedNetworks.contains(plain) ||
      !PRIVATE_NETWORKS.contains(plain)
    );
  }

  #send(url: URL, request: GuardedRequest): Promise<GuardedAnswer> {
    const { method = "GET", headers = {}, body } = request;
    const largest = request.largestBytes ?? DEFAULT_LARGEST_BYTES;
    const timeout = request.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS;
    const protocol = url.protocol === "https:" ? "https:" : "http:";
    return new Promise((resolve, reject) => {
      const outgoing = (protocol === "https:" ? https : http).request(url, {
        method,
        headers: {
          "user-agent": "Grantry",
          ...headers,
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body).toString() }),
        },
        agent: this.#agents[protocol],
        lookup: this.#lookup(),
        signal: AbortSignal.timeout(timeout),
      });
      outgoing.once("error", reject);
      outgoing.once("response", (incoming) => {
        const parts: Buffer[] = [];
        let size = 0;
        incoming.on("data", (part: Buffer) => {
          size += part.length;
          if (size > largest) outgoing.destroy(new OutboundError("failed", "too large"));
          else parts.push(part);
        });
        incoming.once("error", reject);
        incoming.once("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            contentType: incoming.headers["content-type"] ?? "",
            body: Buffer.concat(parts),
          }),
        );
      });
      outgoing.end(body);
    });
  }

  /** Resolves a name and hands on only addresses that may be reached; one that may not spoils all. */
  #lookup(): LookupFunction {
    return (host, options, callback) => {
      lookup(host, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, []);
        const [first] = found;
        const allowed = found.every(({ address }) => this.#mayReach(host, address));
        if (!allowed || first === undefined) return callback(new OutboundError("refused"), []);
        if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      });
    };
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}
