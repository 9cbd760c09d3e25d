import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { OAuthError } from "@grantry/oauth2";
import { hostName, PLACEMENT_HEADER, type Addresses } from "@grantry/platform";
import type { OpenedProject } from "./opened-project.js";
import { MovedAway, type Projects } from "./projects.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The project the request is addressed to; absent on the process's own paths. */
    project: OpenedProject | undefined;
  }
}

/** How a request names its project: by slug, or by a host name of the project's own. */
type ProjectName = { readonly slug: string } | { readonly host: string };

const names = new WeakMap<IncomingMessage, ProjectName>();

/**
 * The one place that reads which project a request is for: from host or path, never from a body, a
 * query or a token. Answers the URL inside the issuer, by which routes are found.
 */
export function routeToProject(addresses: Addresses, request: IncomingMessage): string {
  const url = request.url ?? "/";
  const route = addresses.route(request.headers.host, url);
  if (route?.kind === "project") {
    names.set(request, { slug: route.slug });
    return withAdminPrefix(request, withoutTrailingSlash(route.path));
  }
  const own = /^\/(health\/|metrics\/|version(\?|$))/.test(url);
  if (own) return `/process${url}`;
  const host = route === undefined ? hostName(request.headers.host) : undefined;
  if (host === undefined || addresses.isOwnHost(host)) return "/unknown";
  names.set(request, { host });
  return withAdminPrefix(request, withoutTrailingSlash(url));
}

/** Hydra answers a path with and without a trailing slash alike. */
function withoutTrailingSlash(path: string): string {
  const end = path.indexOf("?");
  const pathname = end === -1 ? path : path.slice(0, end);
  if (!pathname.endsWith("/") || pathname === "/") return path;
  return pathname.replace(/\/+$/, "") + (end === -1 ? "" : path.slice(end));
}

const UNPREFIXED =
  /^\/(clients|keys|metrics\/prometheus|trust\/grants|oauth2\/(auth\/(requests|sessions)|tokens))(?=[/?]|$)/;
const INTROSPECTION = /^\/oauth2\/introspect(?=\?|$)/;

/**
 * Hydra's admin paths also without `/admin`. Introspection has a public twin for clients: a bearer
 * value tells the admin's apart.
 */
function withAdminPrefix(request: IncomingMessage, path: string): string {
  const bearer = /^bearer /i.test(request.headers.authorization ?? "");
  const admin = UNPREFIXED.test(path) || (bearer && INTROSPECTION.test(path));
  return admin ? `/admin${path}` : path;
}

/** Opens the project before any handler runs; unknown, halted and deleted ones go no further. */
export function openProjectOfRequest(app: FastifyInstance, projects: Projects): void {
  app.decorateRequest("project", undefined);
  app.addHook("onRequest", async (request, reply) => {
    const name = names.get(request.raw);
    if (name === undefined) return;
    const found = "slug" in name ? projects.find(name.slug) : projects.findByHost(name.host);
    const project = await found.catch((error: unknown) => {
      if (!(error instanceof MovedAway)) throw error;
      reply.header(PLACEMENT_HEADER, "moved");
      throw new OAuthError("temporarily_unavailable", "The project has moved. Try again.", 503);
    });
    if (project === undefined || project.state === "deleted") {
      throw new OAuthError("not_found", "There is nothing at this address.", 404);
    }
    if (project.state === "halted") {
      throw new OAuthError("temporarily_unavailable", "The project is halted.", 503);
    }
    if (project.placement !== "here") reply.header(PLACEMENT_HEADER, "moving");
    request.project = project;
    const isOrdinary = "slug" in name && project.issuerHost === undefined;
    const elsewhere = isOrdinary ? undefined : addressOfBrowserPage(request, project);
    if (elsewhere !== undefined) return reply.redirect(elsewhere, 307);
  });
}

const BROWSER_PAGES = /^\/(?:ui|oauth2\/(?:auth|sessions\/logout|device\/verify))(?=[/?]|$)/;

/**
 * Cookies belong to the issuer's host: a browser that comes to another name of the project begins
 * there. Machines are answered where they are.
 */
function addressOfBrowserPage(
  { method, url, headers }: FastifyRequest,
  { issuer }: OpenedProject,
): string | undefined {
  if (method !== "GET" || !BROWSER_PAGES.test(url)) return undefined;
  const isAtHome = hostName(headers.host) === hostName(new URL(issuer.url).host);
  return isAtHome ? undefined : issuer.url + url;
}

/** The project of a request on a project's path; throws 404 `not_found` elsewhere. */
export function projectOf(request: FastifyRequest): OpenedProject {
  if (request.project !== undefined) return request.project;
  throw new OAuthError("not_found", "There is nothing at this address.", 404);
}
