import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import type { Mode } from "../support/instance.js";

/** A project of its own in the Grantry that the run shares: one authorization server. */
export interface Tenant {
  readonly grantry: Grantry;
  readonly project: CreatedProject;
  readonly issuer: string;
}

/** Creates a project in one of the address modes. */
export async function newTenant(mode: Mode = "path"): Promise<Tenant> {
  const grantry = await sharedGrantry(mode);
  const project = await grantry.admin.createProject("Promises");
  return { grantry, project, issuer: project.issuer };
}

/** Creates a project beside another one, in the same Grantry. */
export async function neighbourOf(tenant: Tenant): Promise<Tenant> {
  const project = await tenant.grantry.admin.createProject("Neighbour");
  return { grantry: tenant.grantry, project, issuer: project.issuer };
}

/** Makes every promise of the core suite in path mode and in host mode. */
export function inEachMode(promises: (mode: Mode) => void): void {
  describe.each(["path", "host"] as const)("in %s mode", promises);
}
