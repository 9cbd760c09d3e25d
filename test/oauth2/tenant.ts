import { setTimeout as pause } from "node:timers/promises";
import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import type { Mode } from "../support/instance.js";

/** A project of its own in the Grantry that the run shares: one authorization server. */
export interface Tenant {
  readonly grantry: Grantry;
  readonly project: CreatedProject;
  readonly issuer: string;
}

const readyMilliseconds = 15_000;

/** Creates a project in one of the address modes. */
export async function newTenant(mode: Mode = "path"): Promise<Tenant> {
  return await tenantIn(await sharedGrantry(mode), "Promises");
}

/** Creates a project beside another one, in the same Grantry. */
export async function neighbourOf(tenant: Tenant): Promise<Tenant> {
  return await tenantIn(tenant.grantry, "Neighbour");
}

/** A new project, ready: on a busy machine it may be created first and served after (contract §5). */
async function tenantIn(grantry: Grantry, name: string): Promise<Tenant> {
  const project = await grantry.admin.createProject(name);
  const discovery = `${project.issuer}/.well-known/openid-configuration`;
  const deadline = Date.now() + readyMilliseconds;
  while (!(await grantry.fetch(discovery)).ok) {
    if (Date.now() > deadline) throw new Error(`${discovery} does not answer`);
    await pause(50);
  }
  return { grantry, project, issuer: project.issuer };
}

/** Makes every promise of the core suite in path mode and in host mode. */
export function inEachMode(promises: (mode: Mode) => void): void {
  describe.each(["path", "host"] as const)("in %s mode", promises);
}
