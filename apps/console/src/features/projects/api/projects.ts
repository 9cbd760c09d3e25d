import type {
  CreateProjectBody,
  ListWorkspaceProjects,
  Project,
  ProjectMetadata,
  Rehearsal,
  SuccessfulProjectUpdate,
} from "@grantry/contracts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callApi, read, write } from "../../../lib/api.js";

const PAGE_SIZE = 50;

/** The projects of a workspace, newest page last; read page by page. */
export function workspaceProjectsQuery(workspaceId: string) {
  return infiniteQueryOptions({
    queryKey: [`workspace:${workspaceId}`, "projects"],
    queryFn: ({ pageParam, signal }) =>
      read<ListWorkspaceProjects>(`/workspaces/${workspaceId}/projects`, {
        query: { page_size: PAGE_SIZE, page_token: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (last) => (last.has_next_page ? last.next_page : undefined),
  });
}

/** One project by slug or ID. */
export function projectQuery(project: string) {
  return queryOptions({
    queryKey: ["project", project],
    queryFn: ({ signal }) => read<Project>(`/projects/${encodeURIComponent(project)}`, { signal }),
    staleTime: 30_000,
  });
}

/** Creates a project; it answers when the answer arrives. */
export function createProject(body: CreateProjectBody, idempotencyKey: string): Promise<Project> {
  return write<Project>("POST", "/projects", body, idempotencyKey);
}

/** Changes the name of a project. */
export async function renameProject(id: string, name: string): Promise<Project> {
  const patch = [{ op: "replace", path: "/name", value: name }];
  return (await write<SuccessfulProjectUpdate>("PATCH", `/projects/${id}`, patch)).project;
}

/** What deleting a project would end, by what is counted; nothing is deleted. */
export function deletionQuery(id: string) {
  return queryOptions({
    queryKey: [id, "deletion"],
    queryFn: async ({ signal }) => {
      const { data } = await callApi<Rehearsal>("DELETE", `/projects/${id}`, {
        query: { dry_run: "true" },
        signal,
      });
      return data.effects.find(({ counts }) => counts !== undefined)?.counts ?? {};
    },
    gcTime: 0,
    retry: false,
  });
}

/** Deletes a project with everything in it. */
export function deleteProject(id: string): Promise<void> {
  return write<void>("DELETE", `/projects/${id}`);
}

/** Narrows projects to those whose name, slug or ID contains a text. */
export function matching(
  projects: readonly ProjectMetadata[],
  text: string,
  environment: string | undefined,
): ProjectMetadata[] {
  const needle = text.trim().toLowerCase();
  return projects.filter(
    ({ name, slug, id, environment: label }) =>
      (environment === undefined || label === environment) &&
      [name, slug, id].some((value) => value.toLowerCase().includes(needle)),
  );
}
