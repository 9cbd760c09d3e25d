import dns from "node:dns";

/**
 * Lets every name under `localhost` mean this computer, as browsers and curl do and as few resolvers
 * know (RFC 6761 §6.3), so that a local installation with a host for each project can be used.
 */
export function resolveLocalhostNames(): void {
  dns.lookup = new Proxy(dns.lookup, {
    apply: (lookup, self, [name, ...rest]: [string, ...unknown[]]) =>
      Reflect.apply(lookup, self, [/\.localhost\.?$/i.test(name) ? "localhost" : name, ...rest]),
  });
}
