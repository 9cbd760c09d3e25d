import type { JobRun } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { readAll } from "../../../lib/api.js";

/** Whose runs are shown. */
export type JobsOf = { project: string } | { workspace: string };

const REFRESH_MILLISECONDS = 10_000;

/** The last results of every schedule, newest first. */
export function jobRunsQuery(whose: JobsOf) {
  const isProject = "project" in whose;
  return queryOptions({
    queryKey: [isProject ? whose.project : `workspace:${whose.workspace}`, "jobs"],
    queryFn: ({ signal }) =>
      isProject
        ? readAll<JobRun>(`/projects/${whose.project}/jobs`, { signal })
        : readAll<JobRun>("/jobs", { signal, query: { workspace_id: whose.workspace } }),
    refetchInterval: REFRESH_MILLISECONDS,
  });
}
