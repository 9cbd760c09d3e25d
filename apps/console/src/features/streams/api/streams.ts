import type {
  CreateEventStreamBody,
  EventDelivery,
  EventStream,
  SetEventStreamBody,
} from "@grantry/contracts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";

const PAGE_SIZE = 25;
/** Deliveries are made elsewhere: a waiting one is looked at again this often. */
const REFRESH_MILLISECONDS = 5_000;

interface DeliveryPage {
  deliveries: EventDelivery[];
  next_page_token: string;
}

function streamsPath(projectId: string, ...parts: string[]): string {
  return [`/projects/${projectId}/eventstreams`, ...parts.map(encodeURIComponent)].join("/");
}

/** The event streams of a project. */
export function streamsQuery(projectId: string) {
  return queryOptions({
    queryKey: [projectId, "streams"],
    queryFn: async ({ signal }) =>
      (await read<{ event_streams: EventStream[] }>(streamsPath(projectId), { signal }))
        .event_streams,
  });
}

/** One event stream. */
export function streamQuery(projectId: string, stream: string) {
  return queryOptions({
    queryKey: [projectId, "streams", stream],
    queryFn: ({ signal }) => read<EventStream>(streamsPath(projectId, stream), { signal }),
  });
}

/** What was sent to a stream, newest first. */
export function deliveriesQuery(projectId: string, stream: string, state: string) {
  return infiniteQueryOptions({
    queryKey: [projectId, "streams", stream, "deliveries", state],
    queryFn: ({ pageParam, signal }) =>
      read<DeliveryPage>(streamsPath(projectId, stream, "deliveries"), {
        query: { page_size: PAGE_SIZE, page_token: pageParam, state },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_page_token || undefined,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

/** Creates a stream; its signing secret is in this answer and never again. */
export function createStream(
  projectId: string,
  body: CreateEventStreamBody,
  idempotencyKey: string,
): Promise<EventStream> {
  return write<EventStream>("POST", streamsPath(projectId), body, idempotencyKey);
}

/** Changes, pauses or resumes a stream. */
export function setStream(
  projectId: string,
  stream: string,
  body: SetEventStreamBody,
): Promise<EventStream> {
  return write<EventStream>("PUT", streamsPath(projectId, stream), body);
}

/** Deletes a stream; what waits is not sent. */
export function deleteStream(projectId: string, stream: string): Promise<void> {
  return write<void>("DELETE", streamsPath(projectId, stream));
}

/** Sends a test event. */
export function testStream(projectId: string, stream: string): Promise<EventDelivery> {
  return write<EventDelivery>("POST", streamsPath(projectId, stream, "test"), {});
}

/** Replaces the signing secret; the new one is in this answer and never again. */
export function rollStreamSecret(projectId: string, stream: string): Promise<EventStream> {
  return write<EventStream>("POST", streamsPath(projectId, stream, "secret"), {});
}

/** Sends one event again. */
export function redeliver(
  projectId: string,
  stream: string,
  delivery: string,
): Promise<EventDelivery> {
  return write<EventDelivery>(
    "POST",
    streamsPath(projectId, stream, "deliveries", delivery, "redeliver"),
    {},
  );
}
