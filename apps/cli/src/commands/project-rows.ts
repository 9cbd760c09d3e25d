import type { ProjectDocument, ProjectSummary } from "@grantry/api-client";
import type { Listing, Resource } from "../output/print.js";

const HEADER = ["ID", "NAME", "ENVIRONMENT", "WORKSPACE", "SLUG", "STATE"] as const;

function cells(project: ProjectDocument | ProjectSummary): string[] {
  const { id, name, environment, workspace_id: workspace, slug, state } = project;
  return [id, name, environment, workspace || "<none>", slug, state];
}

/** A project as the commands show it. */
export function projectResource(project: ProjectDocument): Resource {
  const values = cells(project);
  return {
    id: project.id,
    rows: HEADER.map((key, index) => [key, values[index] ?? ""] as const),
    document: project,
  };
}

/** Projects as the commands list them. */
export function projectListing(projects: readonly ProjectSummary[]): Listing {
  return { header: HEADER, rows: projects.map(cells), document: projects };
}
