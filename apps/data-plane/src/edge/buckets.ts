/** How much of a kind of request a project, or one network address, may send to a process. */
export interface Bucket {
  readonly name: string;
  /** Requests per second that go on for good. */
  readonly rate: number;
  /** Requests at once after a quiet time. */
  readonly burst: number;
}

/**
 * Every bucket, under the names of Hydra's `x-ory-ratelimit-bucket`; the others are ours. All
 * endpoints of a bucket share one count. The limits keep one project from starving its neighbours;
 * they are no plan and no quota.
 */
export const BUCKETS = {
  "hydra-public-high": { name: "hydra-public-high", rate: 500, burst: 1_000 },
  "hydra-public-medium": { name: "hydra-public-medium", rate: 300, burst: 600 },
  "hydra-public-low": { name: "hydra-public-low", rate: 10, burst: 60 },
  "hydra-admin-high": { name: "hydra-admin-high", rate: 500, burst: 1_000 },
  "hydra-admin-medium": { name: "hydra-admin-medium", rate: 50, burst: 200 },
  "hydra-admin-low": { name: "hydra-admin-low", rate: 50, burst: 200 },
  "account-pages": { name: "account-pages", rate: 300, burst: 600 },
} as const satisfies Record<string, Bucket>;

/** Counted for each network address too: registrations, and forms that carry a password. */
export const ADDRESS_BUCKETS = {
  registration: { name: "address-registration", rate: 1, burst: 50 },
  password: { name: "address-password", rate: 2, burst: 60 },
} as const satisfies Record<string, Bucket>;

type BucketName = keyof typeof BUCKETS;

/** Which bucket a route belongs to: the first line that fits. */
const RULES: readonly (readonly [method: RegExp, route: RegExp, bucket: BucketName])[] = [
  [/^OPTIONS$/, /./, "hydra-public-high"],
  [/./, /^\/\.well-known\//, "hydra-public-high"],
  [/./, /^\/oauth2\/device\/auth$/, "hydra-public-high"],
  [/^GET$/, /^\/oauth2\/register/, "hydra-public-medium"],
  [/./, /^\/oauth2\/register/, "hydra-public-low"],
  [/./, /^\/ui(\/|$)/, "account-pages"],
  [/./, /^\/admin\/oauth2\/auth\/requests\//, "hydra-admin-high"],
  [/./, /^\/admin\/oauth2\/introspect$/, "hydra-admin-high"],
  [/./, /^\/oauth2\/introspect$/, "hydra-admin-high"],
  [/./, /^\/admin\/clients\/:id\/secrets\//, "hydra-admin-high"],
  [/^GET$/, /^\/admin\/clients\/:id$/, "hydra-admin-high"],
  [/^GET$/, /^\/admin\/oauth2\/auth\/sessions\//, "hydra-admin-high"],
  [/^(GET|HEAD)$/, /^\/admin\//, "hydra-admin-medium"],
  [/./, /^\/admin\//, "hydra-admin-low"],
  [/./, /./, "hydra-public-medium"],
];

/** The bucket of a route, by its pattern; health and version have none. */
export function bucketOf(method: string, route: string): Bucket | undefined {
  if (/^(\/process)?\/(health|version|metrics)(\/|$)/.test(route)) return undefined;
  const found = RULES.find(([methods, routes]) => methods.test(method) && routes.test(route));
  return found === undefined ? undefined : BUCKETS[found[2]];
}

/** The bucket in which a route counts for each network address. */
export function addressBucketOf(method: string, route: string): Bucket | undefined {
  if (method !== "POST") return undefined;
  if (route === "/oauth2/register") return ADDRESS_BUCKETS.registration;
  return route === "/ui/login" || route === "/ui/registration"
    ? ADDRESS_BUCKETS.password
    : undefined;
}
