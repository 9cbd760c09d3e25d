import type { PublicRoute } from "./public-routes.js";

/** Traefik's dynamic configuration, as its HTTP provider asks for it (Traefik 3). */
export interface TraefikConfiguration {
  http: {
    routers: Record<string, TraefikRouter>;
    services: Record<string, TraefikService>;
    middlewares: Record<string, object>;
  };
}

interface TraefikRouter {
  rule: string;
  priority: number;
  service: string;
  middlewares: string[];
}

interface TraefikService {
  loadBalancer: {
    passHostHeader: boolean;
    servers: { url: string }[];
    healthCheck: { path: string; interval: string; timeout: string };
  };
}

/** What a client must not say about itself: it is taken away before planes could believe it. */
const PLAIN_REQUEST = "grantry-plain-request";
const INSIDE = "!PathPrefix(`/internal`) && !PathPrefix(`/api/internal`)";

/** The routes as Traefik's routers, services and middlewares. */
export function traefikConfiguration(
  routes: readonly PublicRoute[],
  processes: Readonly<Record<string, readonly string[]>>,
): TraefikConfiguration {
  const routers = routes.map((route): [string, TraefikRouter] => {
    const rule = ruleOf(route);
    const priority = priorityOf(route);
    const service = `grantry-${route.target}`;
    return [`grantry-${route.name}`, { rule, priority, service, middlewares: [PLAIN_REQUEST] }];
  });
  const services = Object.entries(processes).map(([name, urls]): [string, TraefikService] => [
    `grantry-${name}`,
    {
      loadBalancer: {
        passHostHeader: true,
        servers: urls.map((url) => ({ url })),
        healthCheck: { path: "/health/ready", interval: "5s", timeout: "2s" },
      },
    },
  ]);
  return {
    http: {
      routers: Object.fromEntries(routers),
      services: Object.fromEntries(services),
      // An empty value removes the header.
      middlewares: {
        [PLAIN_REQUEST]: { headers: { customRequestHeaders: { "X-Request-Id": "" } } },
      },
    },
  };
}

/** An exact host before a family of hosts before none; then the longer path. */
function priorityOf({ host, path = "" }: PublicRoute): number {
  const byHost = host === undefined ? 1 : host.startsWith("*") ? 1_000 : 2_000;
  return byHost + path.length;
}

function ruleOf({ host, path }: PublicRoute): string {
  const conditions = [
    ...(host === undefined ? [] : [hostRule(host)]),
    ...(path === undefined ? [] : [`(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`]),
    INSIDE,
  ];
  return conditions.join(" && ");
}

function hostRule(host: string): string {
  if (!host.startsWith("*.")) return `Host(\`${host}\`)`;
  const rest = host.slice(2).replaceAll(".", String.raw`\.`);
  return `HostRegexp(\`^[a-z0-9-]+\\.${rest}$\`)`;
}
