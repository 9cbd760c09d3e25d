import type { EventStream } from "@grantry/contracts";
import type { Caller } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import { findStream, type StreamPath } from "./find-stream.js";
import { streamView } from "./stream-view.js";

/** The event streams of a project; while its plane is away without their numbers. */
export async function listStreams(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<{ event_streams: EventStream[] }> {
  const project = await findProject(controlPlane.control, caller, idOrSlug);
  const streams = await controlPlane.control.eventStreams.list(project.id);
  const health = await healthOf(controlPlane, project.id);
  return { event_streams: streams.map((stream) => streamView(stream, health?.get(stream.id))) };
}

/** One event stream. */
export async function readStream(
  controlPlane: ControlPlane,
  caller: Caller,
  path: StreamPath,
): Promise<EventStream> {
  const { project, stream } = await findStream(controlPlane.control, caller, path);
  return streamView(stream, (await healthOf(controlPlane, project.id))?.get(stream.id));
}

/** How the streams of a project do, or nothing while its plane is away. */
export async function healthOf(controlPlane: ControlPlane, projectId: string) {
  try {
    const plane = await controlPlane.planes.ofProject(projectId);
    return await plane.inProject(projectId).events.health();
  } catch (cause) {
    controlPlane.logger.warn({ err: cause, projectId }, "events not reached");
    return undefined;
  }
}
