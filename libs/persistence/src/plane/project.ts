import type { Envelope } from "../envelope.js";

/** Hydra-shaped configuration of the OAuth2 service, and of the Account Experience. */
export type ProjectConfig = Readonly<Record<string, unknown>>;

/** A project as the control plane hands it to a plane. */
export interface ProvisionedProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly workspaceId: string;
  readonly state: "running" | "halted" | "deleted";
  readonly revision: string;
  readonly config: ProjectConfig;
  /** Raised by each change in the control plane; an older one changes nothing. */
  readonly version: number;
}

/** Where a project is on its way between planes; only `here` is served in full. */
export type Placement = "arriving" | "here" | "paused" | "left" | "moved";

/** A project as a plane opens it. */
export interface PlaneProject extends ProvisionedProject {
  /** `paused` and `left`: reads only. `arriving` and `moved`: another plane serves it. */
  readonly placement: Placement;
  /** 32 bytes from which the project's sealing keys and peppers are derived. */
  readonly secret: Buffer;
}

export const PROJECT_SECRET_LENGTH = 32;

export interface ProjectRow {
  project_id: string;
  slug: string;
  name: string;
  environment: ProvisionedProject["environment"];
  workspace_id: string;
  state: ProvisionedProject["state"];
  revision: string;
  config: ProjectConfig;
  version: string;
  placement: Placement;
}

export const PROJECT_COLUMNS =
  "project_id, slug, name, environment, workspace_id, state, revision, config, version, placement";

export function readProject(row: ProjectRow): Omit<PlaneProject, "secret"> {
  return {
    id: row.project_id,
    slug: row.slug,
    name: row.name,
    environment: row.environment,
    workspaceId: row.workspace_id,
    state: row.state,
    revision: row.revision,
    config: row.config,
    version: Number(row.version),
    placement: row.placement,
  };
}

/** The custom domain that is a project's issuer, as its configuration was delivered. */
export function issuerHostOf(config: ProjectConfig): string | undefined {
  return customDomainsOf(config).find((domain) => domain["is_issuer"] === true)?.hostname;
}

/** The custom domains of a project as delivered; whatever is malformed is left out. */
export function customDomainsOf(
  config: ProjectConfig,
): { readonly hostname: string; readonly is_issuer?: unknown }[] {
  const listed: unknown = config["custom_domains"];
  if (!Array.isArray(listed)) return [];
  return listed.filter(
    (each: unknown): each is { hostname: string } =>
      typeof each === "object" &&
      each !== null &&
      "hostname" in each &&
      typeof each.hostname === "string",
  );
}

/** Seals a project's secret so that it opens for that project only. */
export function sealSecret(envelope: Envelope, projectId: string, secret: Buffer): Buffer {
  return envelope.seal(secret, `${projectId} project secret`);
}

/**
 * A project that moved away left an empty secret.
 * @throws when no listed master key opens it or it belongs to another project
 */
export function openSecret(envelope: Envelope, projectId: string, sealed: Buffer): Buffer {
  if (sealed.length === 0) return sealed;
  return envelope.open(sealed, `${projectId} project secret`);
}
