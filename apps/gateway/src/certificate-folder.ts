import fs from "node:fs";
import path from "node:path";
import tls from "node:tls";

const hostPattern = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const lookAgainMilliseconds = 60_000;

interface Known {
  stamp: string;
  context: tls.SecureContext | undefined;
  lookedAt: number;
}

/**
 * Certificates of custom domains: `{host}.crt` (the chain) and `{host}.key` in one folder, read when
 * a client names the host (RFC 6066 §3) and again when they change.
 */
export class CertificateFolder {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly folder: string,
    private readonly clock: () => number = Date.now,
  ) {}

  /** The certificate of a host; undefined when there is none, or none that can be read. */
  contextOf(name: string): tls.SecureContext | undefined {
    const host = name.toLowerCase();
    if (!hostPattern.test(host) || host.length > 253) return undefined;
    const known = this.known.get(host);
    if (known !== undefined && this.clock() - known.lookedAt < lookAgainMilliseconds) {
      return known.context;
    }
    return this.look(host, known);
  }

  private look(host: string, known: Known | undefined): tls.SecureContext | undefined {
    const [cert, key] = [".crt", ".key"].map((suffix) => path.join(this.folder, host + suffix));
    if (cert === undefined || key === undefined) return undefined;
    try {
      const stamp = [cert, key].map((file) => fs.statSync(file).mtimeMs).join(" ");
      const context =
        known?.stamp === stamp
          ? known.context
          : tls.createSecureContext({
              cert: fs.readFileSync(cert),
              key: fs.readFileSync(key),
              minVersion: "TLSv1.2",
            });
      this.known.set(host, { stamp, context, lookedAt: this.clock() });
      return context;
    } catch {
      // Missing or half-written: a name that is asked for again is looked for again.
      this.known.delete(host);
      return undefined;
    }
  }
}
