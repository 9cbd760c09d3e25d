import type { DataPlane, Project, ProjectMove } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";
import { asApiError } from "../../../lib/api-error.js";

/** Health is looked at again this often. */
const REFRESH_MILLISECONDS = 5_000;
const MOVE_MILLISECONDS = 1_000;
const ENDED = new Set(["finished", "failed"]);

/** Every data plane that the caller may see. */
export const dataPlanesQuery = queryOptions({
  queryKey: ["data-planes"],
  queryFn: ({ signal }) => read<DataPlane[]>("/data-planes", { signal }),
  refetchInterval: REFRESH_MILLISECONDS,
});

/** Lets new projects onto a data plane, or no longer. */
export function setAcceptsNew(id: string, acceptsNew: boolean): Promise<DataPlane> {
  return write<DataPlane>("PATCH", `/data-planes/${encodeURIComponent(id)}`, {
    accepts_new: acceptsNew,
  });
}

/** The latest move of a project, looked at until it ends; null when it never moved. */
export function moveQuery(project: Project) {
  return queryOptions({
    queryKey: [project.id, "move"],
    queryFn: async ({ signal }) => {
      try {
        return await read<ProjectMove>(`/projects/${project.id}/move`, { signal });
      } catch (thrown) {
        if (asApiError(thrown).status === 404) return null;
        throw thrown;
      }
    },
    refetchInterval: ({ state: { data } }) =>
      data && !ENDED.has(data.state) ? MOVE_MILLISECONDS : false,
  });
}

/** Whether a move has come to its end. */
export function hasEnded(move: ProjectMove): boolean {
  return ENDED.has(move.state);
}

/** Moves a project to another data plane while it serves. */
export function moveProject(project: Project, dataPlane: string): Promise<ProjectMove> {
  return write<ProjectMove>("POST", `/projects/${project.id}/move`, { data_plane_id: dataPlane });
}
