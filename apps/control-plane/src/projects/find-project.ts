import { assertReaches, type Caller, notFound } from "@grantry/control";
import type { ControlStores, ProjectRow } from "@grantry/persistence";

/**
 * A living project that the caller reaches, by id or slug.
 * @throws ControlError `not_found`
 */
export async function findProject(
  stores: Pick<ControlStores, "projects">,
  caller: Caller,
  idOrSlug: string,
): Promise<ProjectRow> {
  const project = await stores.projects.find(caller.workspace.id, idOrSlug);
  if (!project) throw notFound("project");
  assertReaches(caller, project);
  return project;
}
