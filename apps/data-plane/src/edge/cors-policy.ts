import type { Client } from "@grantry/oauth2";

/** The origins from which browsers may call one side of a project (Hydra's `serve.*.cors`). */
export class CorsPolicy {
  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  /** Every origin, which never goes together with credentials (Fetch §3.2.5). */
  readonly everybody: boolean;

  constructor(origins: readonly string[]) {
    this.everybody = origins.includes("*");
    this.#exact = new Set(origins.filter((origin) => !origin.includes("*")));
    this.#patterns = origins
      .filter((origin) => origin !== "*" && origin.includes("*"))
      .map((origin) => new RegExp(`^${origin.split("*").map(literal).join("[a-z0-9.-]+")}$`));
  }

  /** Whether the project names the origin, itself or by a pattern such as `https://*.example.com`. */
  names(origin: string): boolean {
    return this.#exact.has(origin) || this.#patterns.some((pattern) => pattern.test(origin));
  }
}

/** The two sides of a project; a side that is switched off is absent. */
export interface ProjectCors {
  readonly public?: CorsPolicy;
  readonly admin?: CorsPolicy;
}

/** Reads `cors_public` and `cors_admin` of a project as delivered; whatever is malformed is off. */
export function readProjectCors(config: Readonly<Record<string, unknown>>): ProjectCors {
  const [open, admin] = [readPolicy(config["cors_public"]), readPolicy(config["cors_admin"])];
  return {
    ...(open === undefined ? {} : { public: open }),
    ...(admin === undefined ? {} : { admin }),
  };
}

/**
 * Whether a client runs at an origin: it lists it in `allowed_cors_origins`, or it has no credentials
 * and receives its codes there.
 */
export function runsAt(client: Client, origin: string): boolean {
  if (client.metadata.allowed_cors_origins.includes(origin)) return true;
  return (
    client.isPublic &&
    client.redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)
  );
}

function readPolicy(stored: unknown): CorsPolicy | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { enabled, origins } = stored as { enabled?: unknown; origins?: unknown };
  if (enabled !== true) return undefined;
  const listed = Array.isArray(origins) ? origins : [];
  return new CorsPolicy(listed.filter((origin) => typeof origin === "string"));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
