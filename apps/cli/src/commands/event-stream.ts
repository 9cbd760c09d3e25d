import { callOperation } from "@grantry/api-client";
import { setEventStreamBodySchema, type EventStream } from "@grantry/contracts";
import { Option, type Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import type { Listing, Resource } from "../output/print.js";
import { findProject } from "../project-selection.js";
import { printListing, printResource, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { doToEachId } from "./each-id.js";

const NAMES = { name: "event-stream", aliases: ["event-streams"] };
const ID = { form: "<id>", summary: "id of the event stream" };

interface Options {
  type: string;
  httpsEndpoint?: string;
  status?: string;
  description?: string;
  event?: string[];
}

/** `grantry create event-stream`; its signing secret is shown once. */
export function createEventStreamCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    ...NAMES,
    summary: "Send a project's events to an address; the signing secret is shown once.",
    options: (command) => addStreamFlags(command.option("--type <type>", "https", "https")),
    async run(session, options) {
      const project = await projectIdOf(session);
      const body = { type: "https" as const, ...readFlags(options) };
      const request = { path: { project }, body };
      const made = await callOperation(apiConnection(session), "createEventStream", request);
      say(session, "Store the signing secret now; it is not shown again.");
      printResource(session, streamResource(made));
    },
  });
}

/** `grantry update event-stream <id>`: changes what the flags name and nothing else. */
export function updateEventStreamCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    ...NAMES,
    summary: "Change an event stream; what no flag names stays as it is.",
    argument: ID,
    options: addStreamFlags,
    async run(session, options, [id = ""]) {
      const body = readFlags(options);
      if (Object.keys(body).length === 0) {
        throw new Failure(
          "There is nothing to change.",
          "Name it, for example --event key.rotated.",
        );
      }
      await change(session, id, body);
    },
  });
}

/** `grantry pause event-stream <id>` and `grantry resume event-stream <id>`. */
export function setEventStreamStatusCommand(world: World, status: "active" | "paused"): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: status === "paused" ? "Keep events back until it is resumed." : "Send events again.",
    argument: ID,
    run: (session, _options, [id = ""]) => change(session, id, { status }),
  });
}

/** `grantry list event-streams`. */
export function listEventStreamsCommand(world: World): Command {
  return buildLeaf(world, {
    name: "event-streams",
    aliases: ["event-stream"],
    summary: "List the event streams of a project.",
    async run(session) {
      const project = await projectIdOf(session);
      const request = { path: { project } };
      const found = await callOperation(apiConnection(session), "listEventStreams", request);
      printListing(session, streamListing(found.event_streams));
    },
  });
}

/** `grantry delete event-stream <ids...>`: goes on after a failure and reports it. */
export function deleteEventStreamCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Delete event streams; what waits to be sent is lost.",
    argument: { form: "<ids...>", summary: "ids of event streams" },
    async run(session, _options, ids) {
      const project = await projectIdOf(session);
      const api = apiConnection(session);
      await doToEachId(session, ids, (stream) =>
        callOperation(api, "deleteEventStream", { path: { project, stream } }),
      );
    },
  });
}

async function change(session: Session, stream: string, body: ReturnType<typeof readFlags>) {
  const project = await projectIdOf(session);
  const request = { path: { project, stream }, body };
  const changed = await callOperation(apiConnection(session), "setEventStream", request);
  printResource(session, streamResource(changed));
}

async function projectIdOf(session: Session): Promise<string> {
  return (await findProject(session)).id;
}

function addStreamFlags(command: Command): Command {
  return command
    .option("--https-endpoint <address>", "where the events are sent")
    .option("--status <status>", "active or paused")
    .option("--description <text>", "what it is for")
    .addOption(
      new Option("--event <types>", "only these, such as client.created; else all").argParser(
        collect,
      ),
    );
}

function readFlags({ httpsEndpoint, status, description, event }: Partial<Options>) {
  const given = { https_endpoint: httpsEndpoint, status, description, types: event };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const read = setEventStreamBodySchema.safeParse(Object.fromEntries(named));
  if (read.success) return read.data;
  const [problem] = read.error.issues;
  const flag = String(problem?.path[0] ?? "")
    .replace("types", "event")
    .replace("_", "-");
  throw new Failure(`--${flag}: ${problem?.message ?? "cannot be used."}`);
}

function streamResource(stream: EventStream): Resource {
  const secret = stream.signing_secret;
  return {
    id: stream.id,
    rows: [
      ["ID", stream.id],
      ["TYPE", stream.type],
      ["HTTPS ENDPOINT", stream.https_endpoint],
      ["STATUS", stream.status],
      ["EVENTS", stream.types.join(", ") || "<all>"],
      ...(secret === undefined ? [] : ([["SIGNING SECRET", secret]] as const)),
    ],
    document: stream,
  };
}

function streamListing(streams: readonly EventStream[]): Listing {
  return {
    header: ["ID", "TYPE", "HTTPS ENDPOINT", "STATUS", "WAITING", "DELIVERED 24H", "FAILED 24H"],
    rows: streams.map((stream) => [
      stream.id,
      stream.type,
      stream.https_endpoint,
      stream.status,
      String(stream.waiting),
      String(stream.delivered_24h),
      String(stream.failed_24h),
    ]),
    document: streams,
  };
}
