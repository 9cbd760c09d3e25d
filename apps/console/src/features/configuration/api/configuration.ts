import type {
  JsonPatch,
  ListRevisions,
  Project,
  RevisionDifference,
  SuccessfulProjectUpdate,
} from "@grantry/contracts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callApi, read } from "../../../lib/api.js";

const PAGE_SIZE = 25;

/** What somebody is about to change, and what they believe to change. */
export interface ConfigurationChange {
  project: Project;
  patch: JsonPatch;
  note?: string;
  idempotencyKey?: string;
}

function headersFor(note: string | undefined): { headers?: Record<string, string> } {
  return note ? { headers: { "revision-note": encodeURIComponent(note) } } : {};
}

/** Asks what a change would do; nothing is changed. */
export async function tryChange(change: ConfigurationChange): Promise<SuccessfulProjectUpdate> {
  const { project, patch } = change;
  const path = `/projects/${project.id}/revision/${project.revision_id}`;
  const { data } = await callApi<SuccessfulProjectUpdate>("PATCH", path, {
    body: patch,
    query: { dry_run: "true" },
  });
  return data;
}

/** Saves a change unless the project has a newer revision (409 `stale_revision`). */
export async function saveChange(change: ConfigurationChange): Promise<SuccessfulProjectUpdate> {
  const { project, patch, note, idempotencyKey = crypto.randomUUID() } = change;
  const path = `/projects/${project.id}/revision/${project.revision_id}`;
  const { data } = await callApi<SuccessfulProjectUpdate>("PATCH", path, {
    body: patch,
    idempotencyKey,
    ...headersFor(note),
  });
  return data;
}

/** The revisions of a project, newest first, page by page. */
export function revisionsQuery(projectId: string) {
  return infiniteQueryOptions({
    queryKey: [projectId, "revisions"],
    queryFn: ({ pageParam, signal }) =>
      read<ListRevisions>(`/projects/${projectId}/revisions`, {
        query: { page_size: PAGE_SIZE, page_token: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (last) => (last.has_next_page ? last.next_page_token : undefined),
  });
}

/** What lies between a revision and another: a number, `previous` or `current`. */
export function differenceQuery(projectId: string, revision: string, against: string) {
  return queryOptions({
    queryKey: [projectId, "revisions", revision, "difference", against],
    queryFn: ({ signal }) =>
      read<RevisionDifference>(
        `/projects/${projectId}/revisions/${encodeURIComponent(revision)}/diff`,
        { query: { against }, signal },
      ),
  });
}

function restorePath(project: Project, revision: number): string {
  return `/projects/${project.id}/revisions/${revision}/restore`;
}

/** Asks what restoring a revision would do. */
export function tryRestoreQuery(project: Project, revision: number) {
  return queryOptions({
    queryKey: [project.id, "revisions", revision, "restore", project.revision_id],
    queryFn: async ({ signal }) => {
      const { data } = await callApi<SuccessfulProjectUpdate>(
        "POST",
        restorePath(project, revision),
        { body: {}, query: { dry_run: "true" }, signal },
      );
      return data;
    },
    gcTime: 0,
    retry: false,
  });
}

/** Makes a new revision equal to an earlier one, unless the project changed meanwhile. */
export async function restoreRevision(
  project: Project,
  revision: number,
  note: string,
): Promise<SuccessfulProjectUpdate> {
  const { data } = await callApi<SuccessfulProjectUpdate>("POST", restorePath(project, revision), {
    body: note === "" ? {} : { note },
    headers: { "if-match": `"${project.revision_id}"` },
    idempotencyKey: crypto.randomUUID(),
  });
  return data;
}
