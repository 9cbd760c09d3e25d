import { createHash, randomUUID } from "node:crypto";
import type { Effect, ProjectFile } from "@grantry/contracts";
import { canonicalJson, changesOfItems, type FileItem } from "@grantry/control";
import type { EventStreamRow } from "@grantry/persistence";
import { newSecret, readEndpoint, recordStream } from "../streams/change-streams.js";
import type { FileSection } from "./section.js";

type StreamInFile = NonNullable<ProjectFile["event_streams"]>[number];

/** The event streams of a project, told apart by their addresses. */
export const EVENT_STREAM_SECTION: FileSection<"event_streams"> = {
  name: "event_streams",
  readPermission: "streams:read",
  writePermission: "streams:write",

  async read({ stores, project }) {
    return (await stores.eventStreams.list(project.id)).map(inFile);
  },

  items,

  async plan({ controlPlane, stores, project }, wanted) {
    const rows = await stores.eventStreams.list(project.id);
    const readable = wanted.map((stream) => withEndpoint(controlPlane, stream));
    const changes = changesOfItems("event_streams", items(rows.map(inFile)), items(readable));
    const effects = changes
      .filter(({ action }) => action === "delete")
      .map(({ label }): Effect => {
        const message = `${label} gets no events any more; those that wait for it are dropped.`;
        return { code: "event_stream_deleted", severity: "warning", message };
      });
    const facts = rows.map(({ id, updatedAt }) => [id, updatedAt.toISOString()]);
    const tag = createHash("sha256").update(canonicalJson(facts)).digest("base64url").slice(0, 22);
    return { changes, effects, tag };
  },

  async apply(world, wanted, { changes }) {
    const { controlPlane, stores, caller, project } = world;
    const rows = await stores.eventStreams.list(project.id);
    const standing = new Map(items(rows.map(inFile)).map(({ id }, index) => [id, rows[index]]));
    const readable = wanted.map((stream) => withEndpoint(controlPlane, stream));
    const streams = new Map(items(readable).map(({ id }, index) => [id, readable[index]]));
    const issuedSecrets: { section: "event_streams"; id: string; secret: string }[] = [];
    for (const { id, action } of changes) {
      const before = standing.get(id) ?? null;
      const stream = streams.get(id);
      if (stream === undefined) {
        if (before === null) continue;
        await stores.eventStreams.remove(project.id, before.id);
        await recordStream(stores, caller, project, { action, before, after: null });
      } else if (before === null) {
        const { row, secret } = newStream(world, stream);
        await stores.eventStreams.create(row);
        await recordStream(stores, caller, project, { action, before: null, after: row });
        issuedSecrets.push({ section: "event_streams", id, secret });
      } else {
        const { types, description, status } = stream;
        const resumed = status === before.status ? {} : { status, pauseReason: null };
        const change = { types, description, ...resumed };
        await stores.eventStreams.change(project.id, before.id, change);
        const after = { ...before, ...change };
        await recordStream(stores, caller, project, { action, before, after });
      }
    }
    return { messages: [await stores.outbox.add("project.streams", project.id)], issuedSecrets };
  },
};

function newStream(
  { controlPlane, project }: Parameters<typeof EVENT_STREAM_SECTION.apply>[0],
  stream: StreamInFile,
): { row: EventStreamRow; secret: string } {
  const id = randomUUID();
  const { secret, sealed } = newSecret(controlPlane, id);
  const now = new Date();
  const row: EventStreamRow = {
    id,
    projectId: project.id,
    endpoint: stream.https_endpoint,
    types: stream.types,
    description: stream.description,
    status: stream.status,
    pauseReason: null,
    secret: sealed,
    previousSecret: null,
    previousSecretUntil: null,
    createdAt: now,
    updatedAt: now,
  };
  return { row, secret };
}

function withEndpoint(
  controlPlane: Parameters<typeof readEndpoint>[0],
  stream: StreamInFile,
): StreamInFile {
  return { ...stream, https_endpoint: readEndpoint(controlPlane, stream.https_endpoint) };
}

function inFile({ endpoint, types, description, status }: EventStreamRow): StreamInFile {
  return {
    https_endpoint: endpoint,
    types: types as StreamInFile["types"],
    description,
    status,
  };
}

/** Several streams may go to one address: then the first is the first, the second the second. */
function items(streams: readonly StreamInFile[]): FileItem[] {
  const seen = new Map<string, number>();
  return streams.map((content) => {
    const { https_endpoint: address, description } = content;
    const count = (seen.get(address) ?? 0) + 1;
    seen.set(address, count);
    const id = count === 1 ? address : `${address} (${count})`;
    return { id, label: description || address, content };
  });
}
