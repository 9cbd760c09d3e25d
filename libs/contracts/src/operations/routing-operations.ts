import { envoyRoutingSchema, traefikRoutingSchema } from "../routing.js";
import type { Operation } from "./operation.js";

/** The routing table for proxies that stand in the gateway's place. */
export const ROUTING_OPERATIONS = [
  {
    id: "getTraefikRouting",
    method: "get",
    path: "/routing/traefik",
    summary: "The routing table for Traefik's HTTP provider",
    tag: "routing",
    access: "planes:read",
    status: 200,
    answer: traefikRoutingSchema,
  },
  {
    id: "getEnvoyRouting",
    method: "get",
    path: "/routing/envoy",
    summary: "The routing table as an Envoy route configuration file",
    tag: "routing",
    access: "planes:read",
    status: 200,
    answer: envoyRoutingSchema,
  },
  {
    id: "getEnvoyClusters",
    method: "get",
    path: "/routing/envoy/clusters",
    summary: "The processes behind the routes as an Envoy cluster file",
    tag: "routing",
    access: "planes:read",
    status: 200,
    answer: envoyRoutingSchema,
  },
] as const satisfies readonly Operation[];
