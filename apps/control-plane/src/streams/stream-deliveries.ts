import type { EventDelivery, replayBodySchema } from "@grantry/contracts";
import { type Caller, ControlError, invalidField, notFound, TEST_EVENT } from "@grantry/control";
import type { EventStreamRow, ProjectRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { findStream, type StreamPath, withEvents } from "./find-stream.js";
import { deliveryView } from "./stream-view.js";

type DeliveryPath = StreamPath & { delivery: string };

const STATES = ["waiting", "delivered", "failed"];
const MOST_PER_PAGE = 250;
const MOST_REPLAYED = 10_000;

/** Deliveries of a stream, newest first. */
export async function listDeliveries(
  controlPlane: ControlPlane,
  caller: Caller,
  request: StreamPath & { query: Record<string, unknown> },
): Promise<{ deliveries: EventDelivery[]; next_page_token: string }> {
  const { project, stream } = await findStream(controlPlane.control, caller, request);
  const { state, page_size: size = "50", page_token: after } = request.query;
  if (state !== undefined && !(typeof state === "string" && STATES.includes(state))) {
    throw invalidField("state", "Use waiting, delivered or failed.");
  }
  const limit = Number(size);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PER_PAGE) {
    throw invalidField("page_size", `Use a whole number from 1 to ${MOST_PER_PAGE}.`);
  }
  const { items, next } = await withEvents(controlPlane, project, (events) =>
    events.list({
      streamId: stream.id,
      limit,
      ...(state === undefined ? {} : { state }),
      ...(typeof after === "string" && after !== "" ? { after } : {}),
    }),
  );
  return { deliveries: items.map(deliveryView), next_page_token: next ?? "" };
}

/** One delivery with its event. */
export async function readDelivery(
  controlPlane: ControlPlane,
  caller: Caller,
  path: DeliveryPath,
): Promise<EventDelivery> {
  const { project, stream } = await findStream(controlPlane.control, caller, path);
  return readStored(controlPlane, project, { stream: stream.id, delivery: path.delivery });
}

/** Sends an event of type `stream.test` to one stream; the delivery tells what came of it. */
export async function sendTestEvent(
  controlPlane: ControlPlane,
  caller: Caller,
  path: StreamPath,
): Promise<EventDelivery> {
  const { project, stream } = await findStream(controlPlane.control, caller, path);
  const data = { stream_id: stream.id, sent_by: caller.actor.label };
  const delivery = await withEvents(controlPlane, project, (events) =>
    events.addTest(stream.id, TEST_EVENT, data),
  );
  if (delivery === undefined) {
    throw new ControlError("unavailable", "The data plane does not know this stream yet.");
  }
  await record(controlPlane, caller, { project, stream, action: "test", after: { delivery } });
  return readStored(controlPlane, project, { stream: stream.id, delivery });
}

/** Sends one event again, whatever became of it before. */
export async function redeliver(
  controlPlane: ControlPlane,
  caller: Caller,
  path: DeliveryPath,
): Promise<EventDelivery> {
  const { project, stream } = await findStream(controlPlane.control, caller, path);
  const { delivery } = path;
  const found = await withEvents(controlPlane, project, (events) =>
    events.redeliver(stream.id, delivery),
  );
  if (!found) throw notFound("delivery");
  await record(controlPlane, caller, { project, stream, action: "redeliver", after: { delivery } });
  return readStored(controlPlane, project, { stream: stream.id, delivery });
}

/** Sends what happened in a time again; a dry run only counts. */
export async function replay(
  controlPlane: ControlPlane,
  caller: Caller,
  request: StreamPath & { body: z.output<typeof replayBodySchema> },
): Promise<{ events: number }> {
  const { project, stream } = await findStream(controlPlane.control, caller, request);
  const { from, to, only, dry_run: dryRun } = request.body;
  const which = { from: new Date(from), to: to === undefined ? new Date() : new Date(to), only };
  if (which.from > which.to) throw invalidField("from", "Choose a time before the end.");
  const count = await withEvents(controlPlane, project, (events) =>
    events.replay(stream.id, { ...which, dryRun: "yes" }),
  );
  if (dryRun) return { events: count };
  if (count > MOST_REPLAYED) {
    throw invalidField("from", `These are ${count} events. Replay at most ${MOST_REPLAYED}.`);
  }
  const events = await withEvents(controlPlane, project, (stored) =>
    stored.replay(stream.id, { ...which, dryRun: "no" }),
  );
  const after = { from: which.from, to: which.to, only, events };
  await record(controlPlane, caller, { project, stream, action: "replay", after });
  return { events };
}

async function readStored(
  controlPlane: ControlPlane,
  project: ProjectRow,
  ids: { stream: string; delivery: string },
): Promise<EventDelivery> {
  const delivery = await withEvents(controlPlane, project, (events) =>
    events.find(ids.stream, ids.delivery),
  );
  if (delivery === undefined) throw notFound("delivery");
  return deliveryView(delivery);
}

async function record(
  { control }: ControlPlane,
  caller: Caller,
  what: { project: ProjectRow; stream: EventStreamRow; action: string; after: object },
): Promise<void> {
  const { project, stream } = what;
  await control.transaction((stores) =>
    stores.audit.record({
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor: caller.actor,
      action: `event_stream.${what.action}`,
      target: { type: "event_stream", id: stream.id, label: stream.description || stream.endpoint },
      before: null,
      after: what.after,
    }),
  );
}
