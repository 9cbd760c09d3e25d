import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS, OAuthError } from "@grantry/oauth2";
import { errorPage } from "../account-experience/error-page.js";
import { sendError } from "../errors.js";
import { addressBucketOf, bucketOf } from "./buckets.js";
import type { Bucket } from "./buckets.js";
import { TokenBuckets } from "./token-buckets.js";
import type { Taken } from "./token-buckets.js";

const MOST_PROJECTS = 10_000;
const MOST_ADDRESSES = 50_000;

/** What is known of a route once and for all. */
interface RouteLimits {
  readonly project: Limit | undefined;
  readonly address: Limit | undefined;
}

interface Limit {
  readonly bucket: Bucket;
  readonly counts: TokenBuckets;
  /** draft-ietf-httpapi-ratelimit-headers §2.1: how many in which window. */
  readonly policy: string;
  /** The same in Ory's words. */
  readonly limit: string;
}

/** What one request took from a limit. */
export interface Counted extends Taken {
  readonly name: string;
  /** draft-ietf-httpapi-ratelimit-headers §2, and the fields that Ory's clients read. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The limits of each project by the bucket of a route, and of each network address where somebody
 * guesses or makes accounts. Counts are of this process: several processes allow as many times as
 * much.
 */
export class RateLimits {
  readonly #clock: () => number;
  readonly #limits = new Map<string, Limit>();
  readonly #routes = new Map<string, Map<string, RouteLimits>>();

  /** `clock`: milliseconds since some instant; never goes back. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Takes a request from its project's bucket; nothing where a route has none. */
  takeOfProject(method: string, route: string, projectId: string): Counted | undefined {
    return this.#take(this.#limitsOf(method, route).project, projectId);
  }

  /** Takes a request from the bucket of an address; nothing where a route has none. */
  takeOfAddress(
    method: string,
    route: string,
    projectId: string,
    address: () => string,
  ): Counted | undefined {
    const limit = this.#limitsOf(method, route).address;
    return limit === undefined ? undefined : this.#take(limit, `${projectId}\0${address()}`);
  }

  #take(limit: Limit | undefined, key: string): Counted | undefined {
    if (limit === undefined) return undefined;
    const taken = limit.counts.take(key, this.#clock());
    const { name } = limit.bucket;
    return {
      ...taken,
      name,
      headers: {
        "ratelimit-policy": limit.policy,
        ratelimit: `"${name}";r=${taken.remaining};t=${taken.seconds}`,
        "x-ratelimit-limit": limit.limit,
        "x-ratelimit-remaining": String(taken.remaining),
        "x-ratelimit-reset": String(taken.seconds),
      },
    };
  }

  #limitsOf(method: string, route: string): RouteLimits {
    const ofRoute = this.#routes.get(route) ?? new Map<string, RouteLimits>();
    this.#routes.set(route, ofRoute);
    const known = ofRoute.get(method) ?? {
      project: this.#limit(bucketOf(method, route), MOST_PROJECTS),
      address: this.#limit(addressBucketOf(method, route), MOST_ADDRESSES),
    };
    ofRoute.set(method, known);
    return known;
  }

  #limit(bucket: Bucket | undefined, most: number): Limit | undefined {
    if (bucket === undefined) return undefined;
    const known = this.#limits.get(bucket.name) ?? newLimit(bucket, most);
    this.#limits.set(bucket.name, known);
    return known;
  }
}

/** Refuses what is too much with 429 and `Retry-After` (RFC 6585 §4). */
export function rateLimits(
  app: FastifyInstance,
  limits: RateLimits,
  addressOf: (request: FastifyRequest) => string,
): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { project, method } = request;
    if (project === undefined) return done();
    const route = request.routeOptions.url ?? "/unknown";
    const counted = limits.takeOfProject(method, route, project.id);
    if (counted === undefined) return done();
    reply.headers(counted.headers);
    if (!counted.allowed) return refuse(request, reply, counted);
    const byAddress = limits.takeOfAddress(method, route, project.id, () => addressOf(request));
    if (byAddress === undefined || byAddress.allowed) return done();
    reply.headers(byAddress.headers);
    refuse(request, reply, byAddress);
  });
}

function newLimit(bucket: Bucket, most: number): Limit {
  const window = Math.ceil(bucket.burst / bucket.rate);
  return {
    bucket,
    counts: new TokenBuckets(bucket, most),
    policy: `"${bucket.name}";q=${bucket.burst};w=${window}`,
    limit: `${bucket.burst}, ${bucket.burst};w=${window}`,
  };
}

function refuse(request: FastifyRequest, reply: FastifyReply, { name, seconds }: Counted): void {
  reply.header("retry-after", seconds);
  const { project, id: requestId } = request;
  const error = "too_many_requests";
  if (project !== undefined && isForBrowsers(request)) {
    const page = errorPage(project, {
      status: 429,
      error,
      requestId,
      acceptLanguage: request.headers["accept-language"],
    });
    void reply.status(429).headers(page.headers).send(page.html);
    return;
  }
  const description = `Too many requests (${name}). Wait ${seconds} s and try again.`;
  void sendError(request, reply, new OAuthError(error, description, 429));
}

const BROWSER_ROUTES: ReadonlySet<string> = new Set([
  ENDPOINTS.authorization,
  ENDPOINTS.deviceVerification,
  ENDPOINTS.endSession,
]);

function isForBrowsers(request: FastifyRequest): boolean {
  const route = request.routeOptions.url ?? "";
  return BROWSER_ROUTES.has(route) || route.startsWith("/ui");
}
