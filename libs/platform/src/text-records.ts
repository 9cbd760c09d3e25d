import { Resolver } from "node:dns/promises";

const TIMEOUT_MILLISECONDS = 2_000;
const TRIES = 2;

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "has no records",
  ENODATA: "has no TXT record",
  ESERVFAIL: "is not answered by its name server",
  ETIMEOUT: "was not answered in time",
  ECONNREFUSED: "was not answered in time",
};

/** Reads TXT records from the machine's name servers, or from those that are given. */
export class TextRecords {
  readonly #resolver = new Resolver({ timeout: TIMEOUT_MILLISECONDS, tries: TRIES });

  /** `servers`: addresses with or without a port; none: the machine's own. */
  constructor(servers: readonly string[]) {
    if (servers.length > 0) this.#resolver.setServers(servers);
  }

  /** The TXT records of a name, each as one text (RFC 1035 §3.3.14), or why there are none. */
  async of(name: string): Promise<{ records: string[] } | { failure: string }> {
    try {
      const records = await this.#resolver.resolveTxt(name);
      return { records: records.map((parts) => parts.join("")) };
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      return { failure: `${name} ${REASONS[code] ?? "could not be looked up"}.` };
    }
  }
}
