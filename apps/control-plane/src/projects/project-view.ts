import {
  grants,
  type Project,
  type ProjectMetadata,
  type ProjectServices,
} from "@grantry/contracts";
import { type Caller, hideSecrets, type ProjectDocument } from "@grantry/control";
import type { ProjectRow } from "@grantry/persistence";
import type { Addresses } from "@grantry/platform";

const NO_SERVICES: ProjectServices = {
  oauth2: { config: {} },
  identity: { config: {} },
  permission: { config: {} },
  account_experience: { config: {} },
};

/** A project with its configuration, as far as the caller may read it. */
export function projectView(
  addresses: Addresses,
  caller: Caller,
  project: ProjectRow,
  document: ProjectDocument,
): Project {
  const mayRead = grants(caller.permissions, "config:read");
  return {
    id: project.id,
    revision_id: project.revisionId,
    slug: project.slug,
    issuer: addresses.issuer(project.slug, project.issuerHost),
    name: project.name,
    environment: project.environment,
    home_region: project.homeRegion,
    data_plane: project.planeId,
    state: stateOf(project),
    workspace_id: project.workspaceId,
    cors_public: document.cors_public,
    cors_admin: document.cors_admin,
    organizations: document.organizations,
    services: mayRead ? hideSecrets(document.services) : NO_SERVICES,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt.toISOString(),
  };
}

/** A project as lists show it. */
export function projectMetadataView(addresses: Addresses, project: ProjectRow): ProjectMetadata {
  const issuer = addresses.issuer(project.slug, project.issuerHost);
  return {
    id: project.id,
    slug: project.slug,
    issuer,
    name: project.name,
    environment: project.environment,
    home_region: project.homeRegion,
    data_plane: project.planeId,
    state: stateOf(project),
    hosts: [issuer.replace(/^https?:\/\//, "")],
    subscription_id: null,
    subscription_plan: null,
    workspace_id: project.workspaceId,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt.toISOString(),
  };
}

/** A project that its plane has never seen does not answer yet. */
function stateOf(project: ProjectRow): ProjectRow["state"] {
  return project.provisionedVersion === 0 ? "halted" : project.state;
}
