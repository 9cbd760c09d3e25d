import type { Project, ProjectMetadata } from "@grantry/contracts";
import type { Caller } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "./find-project.js";
import { projectMetadataView, projectView } from "./project-view.js";

/** One project with its configuration. */
export async function readProject(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<Project> {
  const { control, addresses } = controlPlane;
  const project = await findProject(control, caller, idOrSlug);
  const { document } = await control.projects.currentRevision(project);
  return projectView(addresses, caller, project, document);
}

/** The projects that the caller reaches, oldest first. */
export async function listProjects(
  controlPlane: ControlPlane,
  caller: Caller,
  page: { skip?: number; take?: number } = {},
): Promise<ProjectMetadata[]> {
  const { control, addresses } = controlPlane;
  const within = caller.projectIds;
  const projects = await control.projects.list(caller.workspace.id, { within, ...page });
  return projects.map((project) => projectMetadataView(addresses, project));
}
