import type { Tenant } from "./tenant.js";

/** Sets keys of a project's OAuth 2.0 configuration, named by their path in dots; waits until they count. */
export async function configure(
  tenant: Tenant,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { grantry, project } = tenant;
  const patch = Object.entries(settings).map(([path, value]) => ({
    op: "add",
    path: `/services/oauth2/config/${path.replaceAll(".", "/")}`,
    value,
  }));
  const url = `${grantry.addresses.api}/projects/${project.id}`;
  const answer = await grantry.admin.call("PATCH", url, patch);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  // A plane hears of a change within a second.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
