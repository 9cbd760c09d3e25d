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

export interface RateLimitOptions {
  readonly addressOf: (request: FastifyRequest) => string;
  /** Milliseconds since some instant; never goes back. */
  readonly clock?: () => number;
}

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

/**
 * Counts the requests of each project by the bucket of their route, and those that guess or make
 * accounts by network address too. A refusal is 429 with `Retry-After` (RFC 6585 §4). Counts are of
 * this process: several processes allow as many times as much.
 */
export function rateLimits(app: FastifyInstance, options: RateLimitOptions): void {
  const clock = options.clock ?? (() => performance.now());
  const limits = new Map<string, Limit>();
  const routes = new Map<string, Map<string, RouteLimits>>();
  const limitOf = (bucket: Bucket | undefined, most: number): Limit | undefined => {
    if (bucket === undefined) return undefined;
    const known = limits.get(bucket.name) ?? newLimit(bucket, most);
    limits.set(bucket.name, known);
    return known;
  };
  const limitsOf = (method: string, route: string): RouteLimits => {
    const ofRoute = routes.get(route) ?? new Map<string, RouteLimits>();
    routes.set(route, ofRoute);
    const known = ofRoute.get(method) ?? {
      project: limitOf(bucketOf(method, route), MOST_PROJECTS),
      address: limitOf(addressBucketOf(method, route), MOST_ADDRESSES),
    };
    ofRoute.set(method, known);
    return known;
  };
  app.addHook("onRequest", (request, reply, done) => {
    const { project } = request;
    if (project === undefined) return done();
    const found = limitsOf(request.method, request.routeOptions.url ?? "/unknown");
    if (found.project === undefined) return done();
    const now = clock();
    const taken = found.project.counts.take(project.id, now);
    announce(reply, found.project, taken);
    if (!taken.allowed) return refuse(request, reply, found.project, taken);
    if (found.address === undefined) return done();
    const key = `${project.id}\0${options.addressOf(request)}`;
    const byAddress = found.address.counts.take(key, now);
    if (byAddress.allowed) return done();
    announce(reply, found.address, byAddress);
    refuse(request, reply, found.address, byAddress);
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

/** draft-ietf-httpapi-ratelimit-headers §2, and the fields that Ory's clients read. */
function announce(reply: FastifyReply, { bucket, policy, limit }: Limit, taken: Taken): void {
  const { remaining, seconds } = taken;
  reply
    .header("ratelimit-policy", policy)
    .header("ratelimit", `"${bucket.name}";r=${remaining};t=${seconds}`)
    .header("x-ratelimit-limit", limit)
    .header("x-ratelimit-remaining", remaining)
    .header("x-ratelimit-reset", seconds);
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { bucket }: Limit,
  { seconds }: Taken,
): void {
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
  const description = `Too many requests (${bucket.name}). Wait ${seconds} s and try again.`;
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
