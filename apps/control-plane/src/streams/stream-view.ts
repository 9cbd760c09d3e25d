import type { EventDelivery, EventStream } from "@grantry/contracts";
import type { EventStreamRow, StoredEventDelivery, StreamHealth } from "@grantry/persistence";
import { z } from "zod";

const dataSchema = z.record(z.string(), z.json());

/** A stream as the API shows it; the secret only when it was just made. */
export function streamView(
  stream: EventStreamRow,
  health: StreamHealth | undefined,
  signingSecret?: string,
): EventStream {
  return {
    id: stream.id,
    project_id: stream.projectId,
    type: "https",
    https_endpoint: stream.endpoint,
    status: stream.status,
    description: stream.description,
    types: stream.types as EventStream["types"],
    pause_reason: stream.pauseReason,
    ...(signingSecret === undefined ? {} : { signing_secret: signingSecret }),
    previous_secret_expires_at: moment(stream.previousSecretUntil),
    delivered_24h: health?.delivered ?? 0,
    failed_24h: health?.failed ?? 0,
    waiting: health?.waiting ?? 0,
    oldest_waiting_at: moment(health?.oldestWaiting ?? null),
    created_at: stream.createdAt.toISOString(),
    updated_at: stream.updatedAt.toISOString(),
  };
}

/** A delivery as the API shows it. */
export function deliveryView(delivery: StoredEventDelivery): EventDelivery {
  return {
    id: delivery.id,
    stream_id: delivery.streamId,
    event: {
      id: delivery.event.id,
      type: delivery.event.type,
      timestamp: delivery.event.at.toISOString(),
      data: dataSchema.parse(delivery.event.data),
    },
    state: delivery.state,
    attempts: delivery.attempts,
    status: delivery.status,
    milliseconds: delivery.milliseconds,
    error: delivery.error,
    answer: delivery.answer,
    created_at: delivery.createdAt.toISOString(),
    due_at: moment(delivery.dueAt),
    finished_at: moment(delivery.finishedAt),
  };
}

function moment(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
