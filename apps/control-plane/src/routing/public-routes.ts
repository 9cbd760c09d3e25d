import { CONSOLE_SLUG, type Addresses } from "@grantry/platform";
import type { RoutingTable } from "../planes/routing-tables.js";

/** The target of every address that the control plane itself answers. */
export const CONTROL_PLANE = "control-plane";

/** Which requests a target gets; of two that fit, the more exact one wins. */
export interface PublicRoute {
  /** Unique among routes. */
  name: string;
  /** An exact name, `*.` and the rest of one, or nothing: every host. */
  host?: string;
  /** Whole segments at the beginning of the path; nothing: every path. */
  path?: string;
  /** The name of a plane, or of the control plane. */
  target: string;
}

/**
 * What a gateway does, as data: for proxies that stand in its place. Projects of the default plane
 * share one route; the console's files are not among them.
 */
export function publicRoutes(addresses: Addresses, table: RoutingTable): PublicRoute[] {
  const own = addresses.mode === "host" ? byHost(addresses, table) : byPath(table);
  const custom = Object.entries(table.hosts).map(([host, slug]) => ({
    name: `custom-${host}`,
    host,
    target: planeOf(table, slug),
  }));
  return [...own, ...custom];
}

function byHost(addresses: Addresses, table: RoutingTable): PublicRoute[] {
  const host = (address: string) => new URL(address).hostname;
  const projects = host(addresses.issuer("any")).replace(/^any\./, "");
  return [
    { name: "api", host: host(addresses.api), target: CONTROL_PLANE },
    { name: "console-api", host: host(addresses.console), path: "/api", target: CONTROL_PLANE },
    {
      name: "console-project",
      host: host(addresses.issuer(CONSOLE_SLUG)),
      target: planeOf(table, CONSOLE_SLUG),
    },
    { name: "projects", host: `*.${projects}`, target: table.default_plane },
    ...elsewhere(table).map(([slug, target]) => ({
      name: `project-${slug}`,
      host: `${slug}.${projects}`,
      target,
    })),
  ];
}

const METADATA = [
  "/.well-known/openid-configuration/p",
  "/.well-known/oauth-authorization-server/p",
];

function byPath(table: RoutingTable): PublicRoute[] {
  const paths = ["/p", ...METADATA];
  const placed = (name: string, rest: string, target: string): PublicRoute[] =>
    paths.map((path, index) => ({ name: `${name}-${index + 1}`, path: path + rest, target }));
  return [
    { name: "api", path: "/api", target: CONTROL_PLANE },
    ...placed("projects", "", table.default_plane),
    ...elsewhere(table).flatMap(([slug, target]) => placed(`project-${slug}`, `/${slug}`, target)),
  ];
}

/** Projects that do not live on the default plane. */
function elsewhere(table: RoutingTable): [slug: string, plane: string][] {
  return Object.entries(table.projects).filter(
    ([slug, plane]) => plane !== table.default_plane && slug !== CONSOLE_SLUG,
  );
}

function planeOf(table: RoutingTable, slug: string): string {
  return table.projects[slug] ?? table.default_plane;
}
