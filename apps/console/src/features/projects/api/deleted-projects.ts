import type { ListDeletedProjects, Project } from "@grantry/contracts";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";

const PAGE_SIZE = 50;

/** The deleted projects of a workspace that can still be restored, page by page. */
export function deletedProjectsQuery(workspaceId: string) {
  return infiniteQueryOptions({
    queryKey: [`workspace:${workspaceId}`, "deleted-projects"],
    queryFn: ({ pageParam, signal }) =>
      read<ListDeletedProjects>(`/workspaces/${workspaceId}/deleted-projects`, {
        query: { page_size: PAGE_SIZE, page_token: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (last) => (last.has_next_page ? last.next_page_token : undefined),
  });
}

/** Brings a deleted project back as it was. */
export function restoreProject(id: string): Promise<Project> {
  return write<Project>("POST", `/projects/${id}/restore`, {});
}

/** Removes a deleted project for good; its slug is repeated. */
export function purgeProject(id: string, slug: string): Promise<void> {
  return write<void>("POST", `/projects/${id}/purge`, { confirm: slug });
}
