import type { PublicRoute } from "./public-routes.js";

const TYPE = "type.googleapis.com/envoy";
const ANY_HOST = "*";

/** A file of Envoy's filesystem subscription: the shape of a discovery response. */
export interface EnvoyResources {
  version_info: string;
  resources: object[];
}

/** The routes as one route configuration, for `rds` with `path_config_source`. */
export function envoyRoutes(version: string, routes: readonly PublicRoute[]): EnvoyResources {
  const hosts = [...new Set(routes.map(({ host = ANY_HOST }) => host))];
  const virtualHosts = hosts.map((host) => ({
    name: host === ANY_HOST ? "any" : host,
    domains: [host],
    routes: [
      ...["/internal", "/api/internal"].map((path) => ({
        match: { path_separated_prefix: path },
        direct_response: { status: 404 },
      })),
      // Envoy takes the first that fits: the longest path stands first.
      ...routes
        .filter((route) => (route.host ?? ANY_HOST) === host)
        .toSorted((one, other) => (other.path ?? "").length - (one.path ?? "").length)
        .map(({ path, target }) => ({
          match: path === undefined ? { prefix: "/" } : { path_separated_prefix: path },
          route: { cluster: `grantry-${target}`, timeout: "60s" },
        })),
    ],
  }));
  return {
    version_info: version,
    resources: [
      {
        "@type": `${TYPE}.config.route.v3.RouteConfiguration`,
        name: "grantry",
        ignore_port_in_host_matching: true,
        virtual_hosts: virtualHosts,
      },
    ],
  };
}

/** The processes as clusters, for `cds_config` with `path_config_source`. */
export function envoyClusters(
  version: string,
  processes: Readonly<Record<string, readonly string[]>>,
): EnvoyResources {
  const resources = Object.entries(processes).map(([target, urls]) => {
    const name = `grantry-${target}`;
    return {
      "@type": `${TYPE}.config.cluster.v3.Cluster`,
      name,
      type: "STRICT_DNS",
      connect_timeout: "3s",
      lb_policy: "ROUND_ROBIN",
      load_assignment: {
        cluster_name: name,
        endpoints: [{ lb_endpoints: urls.map(endpointOf) }],
      },
      health_checks: [
        {
          timeout: "2s",
          interval: "5s",
          unhealthy_threshold: 2,
          healthy_threshold: 1,
          http_health_check: { path: "/health/ready" },
        },
      ],
      ...(urls.some((url) => url.startsWith("https:")) ? { transport_socket: TLS } : {}),
    };
  });
  return { version_info: version, resources };
}

const TLS = {
  name: "envoy.transport_sockets.tls",
  typed_config: { "@type": `${TYPE}.extensions.transport_sockets.tls.v3.UpstreamTlsContext` },
};

function endpointOf(address: string): object {
  const { hostname, port, protocol } = new URL(address);
  const portValue = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const plain = hostname.replace(/^\[|\]$/g, "");
  return { endpoint: { address: { socket_address: { address: plain, port_value: portValue } } } };
}
