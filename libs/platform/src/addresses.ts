import { isIP } from "node:net";
import { EnvironmentError, type Environment } from "./environment.js";

/** What the addresses are made of: configuration only, never a request. */
export interface AddressSettings {
  /** Port the gateway listens on. */
  port: number;
  /** Domain of host mode; absent in path mode. */
  domain?: string | undefined;
  /** Scheme that the public uses; default https in host mode or with TLS, else http. */
  publicScheme?: "http" | "https" | undefined;
  /** Port that the public uses; default the gateway's in path mode, the scheme's in host mode. */
  publicPort?: number | undefined;
  /** Whether the gateway terminates TLS itself. */
  tls?: boolean | undefined;
}

/** Who answers a request. `path` is what the target sees, its query kept. */
export type Route =
  | { kind: "console"; path: string }
  | { kind: "api"; path: string }
  | { kind: "project"; slug: string; path: string };

/** The slug of the built-in project through which members sign in to the console. */
export const CONSOLE_SLUG = "console";

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const projectPath = /^\/p\/([^/?]+)(.*)$/s;
const insertedMetadataPath =
  /^(\/\.well-known\/(?:openid-configuration|oauth-authorization-server))\/p\/([^/?]+)(\?.*)?$/s;
const privateSuffix = /\.(?:localhost|local|internal|test)$/;

/**
 * Every public address of an installation, and the way back from a request to its target.
 * Path mode shares one origin (`http://localhost:4000/p/{slug}`); host mode gives every project
 * a host of its own (`https://{slug}.projects.{domain}`).
 */
export class Addresses {
  readonly mode: "path" | "host";
  /** The console, without a trailing slash. */
  readonly console: string;
  /** The control-plane API, without a trailing slash. */
  readonly api: string;
  readonly scheme: "http" | "https";
  private readonly domain: string;
  private readonly portSuffix: string;

  constructor(settings: AddressSettings) {
    this.mode = settings.domain === undefined ? "path" : "host";
    this.domain = settings.domain?.toLowerCase() ?? "localhost";
    const secure = settings.tls === true || this.mode === "host";
    this.scheme = settings.publicScheme ?? (secure ? "https" : "http");
    const schemePort = this.scheme === "https" ? 443 : 80;
    const port = settings.publicPort ?? (this.mode === "path" ? settings.port : schemePort);
    this.portSuffix = port === schemePort ? "" : `:${port}`;
    this.console = this.at(this.mode === "path" ? this.domain : `console.${this.domain}`);
    this.api = this.mode === "path" ? `${this.console}/api` : this.at(`api.console.${this.domain}`);
  }

  /**
   * A project's issuer identifier, without a trailing slash (RFC 8414 §2); with `customHost` the one
   * at a host name of its own.
   */
  issuer(slug: string, customHost?: string | null): string {
    if (customHost) return this.at(customHost);
    if (this.mode === "path") return `${this.console}/p/${slug}`;
    if (slug === CONSOLE_SLUG) return this.at(`project.console.${this.domain}`);
    return this.at(`${slug}.projects.${this.domain}`);
  }

  /**
   * The target of a request, or undefined when nobody may answer it. The port and the case of the
   * host do not count. `urlPath` is the request target as received, with or without its query.
   */
  route(hostHeader: string | undefined, urlPath: string): Route | undefined {
    const host = hostName(hostHeader);
    if (host === undefined || !urlPath.startsWith("/")) return undefined;
    return this.mode === "path"
      ? routeByPath(host, urlPath)
      : routeByHost(host, this.domain, urlPath);
  }

  /** Whether a name is the installation's own, or one that only this machine knows. */
  isOwnHost(hostname: string): boolean {
    const host = hostname.toLowerCase();
    if (isLocalName(host)) return true;
    return this.mode === "host" && (host === this.domain || host.endsWith(`.${this.domain}`));
  }

  private at(host: string): string {
    return `${this.scheme}://${host}${this.portSuffix}`;
  }
}

/**
 * Reads the address settings (contract §2, §3). Throws {@link EnvironmentError} on contradictions
 * and on path mode in production, where projects must not share an origin.
 */
export function addressesFromEnvironment(environment: Environment): Addresses {
  const domain = environment.optional("GRANTRY_DOMAIN")?.toLowerCase();
  if (domain !== undefined && !isDomain(domain)) {
    throw new EnvironmentError("GRANTRY_DOMAIN", "must be a domain such as example.com");
  }
  const certificate = environment.optional("GRANTRY_TLS_CERT");
  const key = environment.optional("GRANTRY_TLS_KEY");
  if ((certificate === undefined) !== (key === undefined)) {
    const missing = key === undefined ? "GRANTRY_TLS_KEY" : "GRANTRY_TLS_CERT";
    throw new EnvironmentError(missing, "set both GRANTRY_TLS_CERT and GRANTRY_TLS_KEY, or none");
  }
  if (certificate !== undefined && environment.optional("GRANTRY_PUBLIC_SCHEME") === "http") {
    const mend = "is http, but GRANTRY_TLS_CERT makes the gateway speak TLS: remove one of them";
    throw new EnvironmentError("GRANTRY_PUBLIC_SCHEME", mend);
  }
  if (certificate === undefined && environment.optional("GRANTRY_TLS_DIR") !== undefined) {
    const mend =
      "holds certificates of custom domains: set GRANTRY_TLS_CERT and GRANTRY_TLS_KEY too";
    throw new EnvironmentError("GRANTRY_TLS_DIR", mend);
  }
  const pathModeAllowed = environment.switch("GRANTRY_ALLOW_PATH_MODE", false);
  if (environment.isProduction && domain === undefined && !pathModeAllowed) {
    throw new EnvironmentError(
      "GRANTRY_DOMAIN",
      "is required in production (GRANTRY_ALLOW_PATH_MODE=1 accepts one shared origin)",
    );
  }
  const hasPublicPort = environment.optional("GRANTRY_PUBLIC_PORT") !== undefined;
  const hasPublicScheme = environment.optional("GRANTRY_PUBLIC_SCHEME") !== undefined;
  return new Addresses({
    port: environment.port("GRANTRY_PORT", 4000),
    domain,
    publicScheme: hasPublicScheme
      ? environment.choice<"http" | "https">("GRANTRY_PUBLIC_SCHEME", ["http", "https"], "https")
      : undefined,
    publicPort: hasPublicPort ? environment.port("GRANTRY_PUBLIC_PORT", 443) : undefined,
    tls: certificate !== undefined,
  });
}

function routeByPath(host: string, path: string): Route | undefined {
  if (!isLocalName(host)) return undefined;
  const inserted = insertedMetadataPath.exec(path);
  if (inserted !== null) {
    const [, metadataPath = "", slug = "", query = ""] = inserted;
    return toProject(slug, metadataPath + query);
  }
  if (isUnder(path, "/p")) {
    const [, slug = "", rest = ""] = projectPath.exec(path) ?? [];
    return toProject(slug, rooted(rest));
  }
  return toConsole(path);
}

function routeByHost(host: string, domain: string, path: string): Route | undefined {
  if (isUnder(path, "/internal")) return undefined;
  if (host === `console.${domain}`) return isUnder(path, "/p") ? undefined : toConsole(path);
  if (host === `api.console.${domain}`) return { kind: "api", path };
  if (host === `project.console.${domain}`) return { kind: "project", slug: CONSOLE_SLUG, path };
  const projects = `.projects.${domain}`;
  if (!host.endsWith(projects)) return undefined;
  const slug = host.slice(0, -projects.length);
  return slug === CONSOLE_SLUG ? undefined : toProject(slug, path);
}

function toProject(slug: string, path: string): Route | undefined {
  return slugPattern.test(slug) ? { kind: "project", slug, path } : undefined;
}

function toConsole(path: string): Route | undefined {
  if (isUnder(path, "/api")) return { kind: "api", path: rooted(path.slice("/api".length)) };
  if (isUnder(path, "/internal") || isUnder(path, "/.well-known")) return undefined;
  return { kind: "console", path };
}

/** Whether `path` is `prefix` itself or lies below it. */
function isUnder(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  const next = path[prefix.length];
  return next === undefined || next === "/" || next === "?";
}

function rooted(rest: string): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** The name in a Host header (RFC 9110 §7.2): lower case, without port and trailing dot. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header ?? "");
  return match?.[1]?.toLowerCase().replace(/\.$/, "");
}

/**
 * Path mode answers only to names that public DNS cannot hand out, so that no foreign site can
 * point its own name at this machine and read the answers (DNS rebinding).
 */
function isLocalName(host: string): boolean {
  if (host.startsWith("[") || isIP(host) !== 0) return true;
  return !host.includes(".") || privateSuffix.test(host);
}

function isDomain(value: string): boolean {
  const labels = value.split(".");
  return (
    value.length <= 200 && isIP(value) === 0 && labels.every((label) => slugPattern.test(label))
  );
}
