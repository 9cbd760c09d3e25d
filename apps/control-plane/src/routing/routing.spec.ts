import { Addresses } from "@grantry/platform";
import { envoyClusters, envoyRoutes } from "./envoy.js";
import { publicRoutes } from "./public-routes.js";
import { traefikConfiguration } from "./traefik.js";

const table = {
  version: "v1",
  planes: { "plane-1": ["http://10.0.0.1:4020"], "plane-2": ["http://10.0.0.2:4020"] },
  default_plane: "plane-1",
  projects: { console: "plane-1", "calm-hopper-1": "plane-1", "calm-hopper-2": "plane-2" },
  hosts: { "auth.customer.example": "calm-hopper-2" },
};
const processes = { ...table.planes, "control-plane": ["http://10.0.0.9:4010"] };
const host = new Addresses({ port: 4000, domain: "example.com" });
const path = new Addresses({ port: 4000 });

describe("the routing table for Traefik", () => {
  const { http } = traefikConfiguration(publicRoutes(host, table), processes);

  it("names a service and a middleware that exist in every router", () => {
    for (const router of Object.values(http.routers)) {
      expect(Object.keys(http.services)).toContain(router.service);
      for (const name of router.middlewares) expect(http.middlewares).toHaveProperty(name);
    }
    expect(http.services["grantry-plane-2"]?.loadBalancer.servers).toEqual([
      { url: "http://10.0.0.2:4020" },
    ]);
  });

  it("sends a project that lives elsewhere past the rule of the others", () => {
    const { "grantry-projects": all, "grantry-project-calm-hopper-2": one } = http.routers;
    expect(all?.rule).toContain(String.raw`^[a-z0-9-]+\.projects\.example\.com$`);
    expect(one?.rule).toContain("Host(`calm-hopper-2.projects.example.com`)");
    expect(one?.service).toBe("grantry-plane-2");
    expect(http.routers["grantry-custom-auth.customer.example"]?.service).toBe("grantry-plane-2");
    expect(http.routers).not.toHaveProperty("grantry-project-calm-hopper-1");
  });

  it("prefers the exact name and the longer path", () => {
    for (const addresses of [host, path]) {
      const { routers } = traefikConfiguration(publicRoutes(addresses, table), processes).http;
      const priority = (name: string) => routers[`grantry-${name}`]?.priority ?? 0;
      const [all, one] =
        addresses === host
          ? ["projects", "project-calm-hopper-2"]
          : ["projects-1", "project-calm-hopper-2-1"];
      expect(priority(one ?? "")).toBeGreaterThan(priority(all ?? ""));
    }
  });

  it("leads nobody inside", () => {
    for (const { rule } of Object.values(http.routers))
      expect(rule).toContain("!PathPrefix(`/internal`)");
  });
});

describe("the routing table for Envoy", () => {
  it("is one route configuration whose clusters exist", () => {
    for (const addresses of [host, path]) {
      const routes = JSON.stringify(envoyRoutes("v1", publicRoutes(addresses, table)));
      const clusters = JSON.stringify(envoyClusters("v1", processes));
      const named = [...routes.matchAll(/"cluster":"([^"]+)"/g)].map(([, name]) => name);
      expect(named.length).toBeGreaterThan(3);
      for (const name of named) expect(clusters).toContain(`"name":"${name}"`);
    }
  });

  it("takes the exact path before the wider one", () => {
    const [configuration] = envoyRoutes("v1", publicRoutes(path, table)).resources;
    expect(configuration).toMatchObject({
      "@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
      virtual_hosts: [
        {
          domains: ["*"],
          routes: expect.arrayContaining([
            {
              match: { path_separated_prefix: "/p/calm-hopper-2" },
              route: { cluster: "grantry-plane-2", timeout: "60s" },
            },
          ]),
        },
        { domains: ["auth.customer.example"] },
      ],
    });
    const order = [...JSON.stringify(configuration).matchAll(/"path_separated_prefix":"([^"]+)"/g)];
    const paths = order.map(([, each]) => each);
    expect(paths.indexOf("/p/calm-hopper-2")).toBeLessThan(paths.indexOf("/p"));
  });

  it("names address and port of every process", () => {
    const { resources } = envoyClusters("v1", { "plane-1": ["https://plane.internal"] });
    expect(resources).toMatchObject([
      {
        name: "grantry-plane-1",
        load_assignment: {
          endpoints: [
            {
              lb_endpoints: [
                {
                  endpoint: {
                    address: { socket_address: { address: "plane.internal", port_value: 443 } },
                  },
                },
              ],
            },
          ],
        },
        transport_socket: { name: "envoy.transport_sockets.tls" },
      },
    ]);
  });
});
