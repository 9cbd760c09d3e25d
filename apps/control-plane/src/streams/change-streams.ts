import { randomUUID } from "node:crypto";
import type {
  createEventStreamBodySchema,
  EventStream,
  rollStreamSecretBodySchema,
  setEventStreamBodySchema,
} from "@grantry/contracts";
import {
  type Caller,
  ControlError,
  generateSigningSecret,
  invalidField,
  notFound,
  signingSecretContext,
} from "@grantry/control";
import type { ControlStores, EventStreamRow, ProjectRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import { findStream, type StreamPath } from "./find-stream.js";
import { healthOf } from "./read-streams.js";
import { streamView } from "./stream-view.js";

const MOST_STREAMS = 20;

/** Creates an event stream. Its signing secret leaves here once. */
export async function createStream(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; body: z.output<typeof createEventStreamBodySchema> },
): Promise<EventStream> {
  const { body } = request;
  assertHttps(body.type);
  if (body.https_endpoint === undefined) {
    throw invalidField("https_endpoint", "Enter an https address.");
  }
  const endpoint = readEndpoint(controlPlane, body.https_endpoint);
  const id = randomUUID();
  const { secret, sealed } = newSecret(controlPlane, id);
  const now = new Date();
  const stream = await controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, request.project);
    if ((await stores.eventStreams.list(project.id)).length >= MOST_STREAMS) {
      throw new ControlError("conflict", `A project has at most ${MOST_STREAMS} event streams.`);
    }
    const created: EventStreamRow = {
      id,
      projectId: project.id,
      endpoint,
      types: [...new Set(body.types)],
      description: body.description,
      status: body.status,
      pauseReason: null,
      secret: sealed,
      previousSecret: null,
      previousSecretUntil: null,
      createdAt: now,
      updatedAt: now,
    };
    await stores.eventStreams.create(created);
    await recordStream(stores, caller, project, { action: "create", before: null, after: created });
    return { result: created, messages: [await stores.outbox.add("project.streams", project.id)] };
  });
  return streamView(stream, undefined, secret);
}

/** Changes what is given of a stream, and leaves the rest. */
export async function setStream(
  controlPlane: ControlPlane,
  caller: Caller,
  request: StreamPath & { body: z.output<typeof setEventStreamBodySchema> },
): Promise<EventStream> {
  const { body } = request;
  if (body.type !== undefined) assertHttps(body.type);
  const endpoint =
    body.https_endpoint === undefined
      ? {}
      : { endpoint: readEndpoint(controlPlane, body.https_endpoint) };
  return change(controlPlane, caller, request, "update", {
    ...endpoint,
    ...(body.types === undefined ? {} : { types: [...new Set(body.types)] }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.status === undefined ? {} : { status: body.status, pauseReason: null }),
  });
}

/** A new signing secret; events carry the old one's signature too until the overlap ends. */
export async function rollStreamSecret(
  controlPlane: ControlPlane,
  caller: Caller,
  request: StreamPath & { body: z.output<typeof rollStreamSecretBodySchema> },
): Promise<EventStream> {
  const { stream } = await findStream(controlPlane.control, caller, request);
  const { secret, sealed } = newSecret(controlPlane, stream.id);
  const overlap = request.body.overlap_seconds;
  const view = await change(controlPlane, caller, request, "roll_secret", {
    secret: sealed,
    previousSecret: overlap === 0 ? null : stream.secret,
    previousSecretUntil: overlap === 0 ? null : new Date(Date.now() + overlap * 1_000),
  });
  return { ...view, signing_secret: secret };
}

/** Removes a stream with what waits for it. */
export async function deleteStream(
  controlPlane: ControlPlane,
  caller: Caller,
  path: StreamPath,
): Promise<void> {
  await controlPlane.commit(async (stores) => {
    const { project, stream } = await findStream(stores, caller, path);
    if (!(await stores.eventStreams.remove(project.id, stream.id))) throw notFound("event stream");
    await recordStream(stores, caller, project, { action: "delete", before: stream, after: null });
    const message = await stores.outbox.add("project.streams", project.id);
    return { result: undefined, messages: [message] };
  });
}

async function change(
  controlPlane: ControlPlane,
  caller: Caller,
  path: StreamPath,
  action: string,
  changes: Partial<EventStreamRow>,
): Promise<EventStream> {
  const changed = await controlPlane.commit(async (stores) => {
    const { project, stream } = await findStream(stores, caller, path);
    if (!(await stores.eventStreams.change(project.id, stream.id, changes))) {
      throw notFound("event stream");
    }
    const after = { ...stream, ...changes, updatedAt: new Date() };
    await recordStream(stores, caller, project, { action, before: stream, after });
    return { result: after, messages: [await stores.outbox.add("project.streams", project.id)] };
  });
  const health = await healthOf(controlPlane, changed.projectId);
  return streamView(changed, health?.get(changed.id));
}

/** Leaves an audit event of a change of a stream; secrets stay out of it. */
export async function recordStream(
  stores: ControlStores,
  caller: Caller,
  project: ProjectRow,
  what: { action: string; before: EventStreamRow | null; after: EventStreamRow | null },
): Promise<void> {
  const stream = what.after ?? what.before;
  if (stream === null) return;
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: `event_stream.${what.action}`,
    target: { type: "event_stream", id: stream.id, label: stream.description || stream.endpoint },
    before: what.before && withoutSecrets(what.before),
    after: what.after && withoutSecrets(what.after),
  });
}

function withoutSecrets({ endpoint, types, description, status }: EventStreamRow) {
  return { endpoint, types, description, status };
}

/** A signing secret: shown once, stored sealed. */
export function newSecret(controlPlane: ControlPlane, streamId: string) {
  const secret = generateSigningSecret();
  const { envelope } = controlPlane.config.secrets;
  return { secret, sealed: envelope.seal(Buffer.from(secret), signingSecretContext(streamId)) };
}

function assertHttps(type: "https" | "sns"): void {
  if (type === "sns") {
    throw invalidField("type", "SNS topics are not supported. Use https and an address.");
  }
}

/** An address that events may be sent to; one that the operator allowed may be without TLS. */
export function readEndpoint({ outbound }: ControlPlane, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalidField("https_endpoint", "Use an https address.");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalidField("https_endpoint", "Leave name and password out: events are signed.");
  }
  if (url.protocol === "http:" && !outbound.isAllowedByName(address)) {
    throw invalidField("https_endpoint", "Use an https address.");
  }
  if (!outbound.accepts(address)) {
    const reason = "This address is not allowed: it is inside a private network.";
    throw invalidField("https_endpoint", reason);
  }
  url.hash = "";
  return url.href;
}
