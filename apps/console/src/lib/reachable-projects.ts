import type { ProjectMetadata } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { readAll } from "./api.js";

/** Every project that the member reaches. */
export function reachableProjectsQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "all-projects"],
    queryFn: ({ signal }) =>
      readAll<ProjectMetadata>("/projects", { signal, query: { workspace_id: workspaceId } }),
  });
}
