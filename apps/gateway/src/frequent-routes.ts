import type { Addresses, PlainHead } from "@grantry/platform";
import type { Origin } from "./forwarded-headers.js";
import type { Gateway } from "./gateway.js";

/**
 * Paths inside a project that machines ask for again and again, and that are answered briefly: by a
 * process that reads its requests itself, or by its ordinary routes.
 */
const FREQUENT: ReadonlyMap<string, "plain" | "routed"> = new Map([
  ["GET /.well-known/jwks.json", "plain"],
  ["GET /.well-known/oauth-authorization-server", "plain"],
  ["GET /.well-known/openid-configuration", "plain"],
  ["GET /userinfo", "plain"],
  ["POST /admin/clients", "plain"],
  ["POST /admin/oauth2/introspect", "routed"],
  ["POST /oauth2/introspect", "plain"],
  ["POST /oauth2/revoke", "plain"],
  ["POST /oauth2/token", "plain"],
]);

/** Where a frequent request goes. */
export interface FrequentRoute {
  readonly slug: string;
  readonly answeredBy: "plain" | "routed";
}

const MOST_KNOWN = 4_096;
const LONGEST_KNOWN = 512;

/**
 * The routes of frequent requests. Those that follow from the configuration alone are decided once:
 * a look-up costs a tenth of the decision.
 */
export class FrequentRoutes {
  readonly #gateway: Pick<Gateway, "destination">;
  readonly #addresses: Addresses;
  readonly #known = new Map<string, FrequentRoute>();

  constructor(gateway: Pick<Gateway, "destination">, addresses: Addresses) {
    this.#gateway = gateway;
    this.#addresses = addresses;
  }

  /** Nothing when a request is not a frequent one of a project. */
  find(
    { method, url }: Pick<PlainHead, "method" | "url">,
    origin: Origin,
  ): FrequentRoute | undefined {
    // Neither a method nor a target has a space in it.
    const key = `${method} ${origin.host} ${url}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // What is kept holds nothing else of the request that it was read from.
    const target = Buffer.from(url, "latin1").toString("latin1");
    const destination = this.#gateway.destination(origin, target);
    if (destination.kind !== "upstream" || destination.route.kind !== "project") return undefined;
    const { slug, path } = destination.route;
    const answeredBy = FREQUENT.get(`${method} ${path}`);
    if (answeredBy === undefined) return undefined;
    const route: FrequentRoute = { slug, answeredBy };
    if (key.length <= LONGEST_KNOWN && this.#isForGood(origin, target)) this.#keep(key, route);
    return route;
  }

  /** Host names of a project's own come and go. */
  #isForGood({ host }: Origin, target: string): boolean {
    return this.#addresses.route(host, target) !== undefined;
  }

  #keep(key: string, route: FrequentRoute): void {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, route);
  }
}
