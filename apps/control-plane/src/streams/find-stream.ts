import { type Caller, ControlError, notFound } from "@grantry/control";
import type {
  ControlStores,
  EventStreamRow,
  PlaneEventStore,
  ProjectRow,
} from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";

export interface StreamPath {
  project: string;
  stream: string;
}

/**
 * A stream of a project that the caller reaches.
 * @throws ControlError `not_found`
 */
export async function findStream(
  stores: Pick<ControlStores, "projects" | "eventStreams">,
  caller: Caller,
  path: StreamPath,
): Promise<{ project: ProjectRow; stream: EventStreamRow }> {
  const project = await findProject(stores, caller, path.project);
  const stream = await stores.eventStreams.find(project.id, path.stream);
  if (!stream) throw notFound("event stream");
  return { project, stream };
}

/**
 * Asks the plane about the events of a project.
 * @throws ControlError `unavailable` when its database does not answer
 */
export async function withEvents<T>(
  controlPlane: ControlPlane,
  project: ProjectRow,
  work: (events: PlaneEventStore) => Promise<T>,
): Promise<T> {
  try {
    const plane = await controlPlane.planes.of(project.planeId);
    return await work(plane.inProject(project.id).events);
  } catch (cause) {
    controlPlane.logger.warn({ err: cause, projectId: project.id }, "events not reached");
    throw new ControlError("unavailable", "The data plane of this project is not answering.");
  }
}
