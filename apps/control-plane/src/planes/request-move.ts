import type { ProjectMove } from "@grantry/contracts";
import { assertMay, type Caller, ControlError, invalidField, notFound } from "@grantry/control";
import type { ProjectMoveRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import { isOperator } from "./operator.js";

/**
 * Asks for a project to be moved to another data plane; it serves all the while. A plane that takes
 * no new projects takes one only from the workspace that runs the installation: that is how a
 * project gets a plane of its own.
 * @throws ControlError `not_found`, `bad_request` for the plane, `conflict` when it moves already
 */
export async function requestMove(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
  planeId: string,
): Promise<ProjectMove> {
  assertMay(caller, "planes:write");
  const { control } = controlPlane;
  const operates = await isOperator(control, caller);
  const added = await control.transaction(async (stores) => {
    const project = await findProject(stores, caller, idOrSlug);
    await stores.dataPlanes.lock(planeId);
    const plane = await stores.dataPlanes.find(planeId);
    if (plane === undefined) {
      throw invalidField("data_plane_id", "There is no data plane with this ID.");
    }
    if (plane.id === project.planeId) {
      throw invalidField("data_plane_id", "The project lives on this data plane.");
    }
    if (!plane.acceptsNew && !operates) {
      throw invalidField("data_plane_id", "This data plane does not accept projects.");
    }
    if (plane.capacity !== null && plane.projects >= plane.capacity) {
      throw invalidField("data_plane_id", "This data plane is full.");
    }
    const move = await stores.projectMoves.add({
      projectId: project.id,
      fromDataPlane: project.planeId,
      toDataPlane: plane.id,
    });
    if (move === undefined) {
      throw new ControlError("conflict", "The project is being moved already.");
    }
    await stores.audit.record({
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor: caller.actor,
      action: "project.move",
      target: { type: "project", id: project.id, label: project.name },
      before: { data_plane: project.planeId },
      after: { data_plane: plane.id },
    });
    return move;
  });
  return moveView(added);
}

/** The latest move of a project. @throws ControlError `not_found` when it never moved */
export async function readMove(
  { control }: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<ProjectMove> {
  const project = await findProject(control, caller, idOrSlug);
  const move = await control.projectMoves.latest(project.id);
  if (move === undefined) throw notFound("move of this project");
  return moveView(move);
}

function moveView(move: ProjectMoveRow): ProjectMove {
  return {
    id: move.id,
    project_id: move.projectId,
    from_data_plane: move.fromDataPlane,
    to_data_plane: move.toDataPlane,
    state: move.state,
    attempts: move.attempts,
    failure: move.failure,
    rows: move.copiedRows,
    paused_milliseconds: move.pausedMilliseconds,
    created_at: move.createdAt.toISOString(),
    updated_at: move.updatedAt.toISOString(),
    finished_at: move.finishedAt?.toISOString() ?? null,
  };
}
