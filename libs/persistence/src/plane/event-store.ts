import type { Page } from "@grantry/oauth2";

import { instant, isUuid, readPosition, writePosition } from "./columns.js";
import {
  ADD_TEST,
  ATTEMPTED_EVENT,
  COUNT_EVENTS,
  COUNT_FAILED,
  FIND_DELIVERY,
  FIND_TO_SEND,
  LIST_DELIVERIES,
  PUT_STREAMS,
  REDELIVER,
  REPLAY_EVENTS,
  REPLAY_FAILED,
  STREAM_HEALTH,
  WAKE,
} from "./event-statements.js";
import type { ProjectScope } from "./scope.js";

/** An event stream as the control plane hands it to a plane; secrets are sealed. */
export interface ProvisionedStream {
  readonly id: string;
  readonly endpoint: string;
  /** Empty: every type. */
  readonly types: readonly string[];
  readonly paused: boolean;
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
  readonly previousSecretUntil: Date | null;
}

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly at: Date;
}

export type EventDeliveryState = "waiting" | "delivered" | "failed";

/** One event on its way to one stream. */
export interface StoredEventDelivery {
  readonly id: string;
  readonly streamId: string;
  readonly event: StoredEvent;
  readonly state: EventDeliveryState;
  readonly attempts: number;
  readonly status: number | null;
  readonly milliseconds: number | null;
  readonly error: string | null;
  readonly answer: string | null;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A delivery with what is needed to send it. */
export interface EventToSend extends StoredEventDelivery {
  readonly endpoint: string;
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
  readonly previousSecretUntil: Date | null;
}

export interface EventAttempt {
  readonly state: EventDeliveryState;
  readonly at: Date;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly error?: string;
  readonly answer?: string;
  readonly dueAt?: Date;
}

export interface StreamHealth {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
  readonly oldestWaiting: Date | null;
}

interface DeliveryRow {
  id: string;
  stream_id: string;
  event_id: string;
  state: EventDeliveryState;
  attempts: number;
  status: number | null;
  milliseconds: number | null;
  error: string | null;
  answer: string | null;
  created_at: Date;
  due_at: Date | null;
  finished_at: Date | null;
  type: string;
  data: Record<string, unknown>;
  happened_at: Date;
}

interface ToSendRow extends DeliveryRow {
  endpoint: string;
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_secret_until: Date | null;
}

interface HealthRow {
  id: string;
  delivered: number;
  failed: number;
  waiting: number;
  oldest: Date | null;
}

const BEFORE_ALL = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"] as const;

/** The event streams of one project, what waits for them and what became of it. */
export class PlaneEventStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  /** Makes the project's streams stand as given; others and what waits for them are removed. */
  async putStreams(streams: readonly ProvisionedStream[]): Promise<void> {
    const rows = streams.map((stream) => ({
      id: stream.id,
      endpoint: stream.endpoint,
      types: stream.types,
      paused: stream.paused,
      secret: bytes(stream.secret),
      previous_secret: stream.previousSecret === null ? null : bytes(stream.previousSecret),
      previous_secret_until: stream.previousSecretUntil,
    }));
    await this.#scope.run(PUT_STREAMS, [JSON.stringify(rows)]);
  }

  /** What waits although its stream is not paused any more is due from now on. */
  async wake(): Promise<void> {
    await this.#scope.run(WAKE, []);
  }

  /** How each stream does, by its id. */
  async health(): Promise<Map<string, StreamHealth>> {
    const rows = await this.#scope.run<HealthRow>(STREAM_HEALTH, []);
    return new Map(
      rows.map(({ id, delivered, failed, waiting, oldest }) => [
        id,
        { delivered, failed, waiting, oldestWaiting: oldest },
      ]),
    );
  }

  async find(streamId: string, deliveryId: string): Promise<StoredEventDelivery | undefined> {
    if (!isUuid(deliveryId)) return undefined;
    const [row] = await this.#scope.run<DeliveryRow>(FIND_DELIVERY, [streamId, deliveryId]);
    return row && readDelivery(row);
  }

  /** Deliveries of a stream, newest first. */
  async list(query: {
    readonly streamId: string;
    readonly state?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<StoredEventDelivery>> {
    const { streamId, state, limit, after } = query;
    const position = after === undefined ? BEFORE_ALL : readPosition(after);
    if (position === undefined || !isUuid(position[1])) return { items: [] };
    const values = [streamId, state ?? null, ...position, limit + 1];
    const rows = await this.#scope.run<DeliveryRow & { position: string }>(LIST_DELIVERIES, values);
    const shown = rows.slice(0, limit);
    const items = shown.map(readDelivery);
    const last = shown.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.position, last.id]) };
  }

  /** A delivery that waits, unless its stream is paused. */
  async findToSend(deliveryId: string): Promise<EventToSend | undefined> {
    const [row] = await this.#scope.run<ToSendRow>(FIND_TO_SEND, [deliveryId]);
    return (
      row && {
        ...readDelivery(row),
        endpoint: row.endpoint,
        secret: row.secret,
        previousSecret: row.previous_secret,
        previousSecretUntil: row.previous_secret_until,
      }
    );
  }

  /** Writes what came of an attempt; answers nothing when it was settled meanwhile. */
  async attempted(
    deliveryId: string,
    attempt: EventAttempt,
  ): Promise<{ streamId: string; failuresInRow: number; paused: boolean } | undefined> {
    const [row] = await this.#scope.run<{ id: string; failures: number; paused: boolean }>(
      ATTEMPTED_EVENT,
      [
        deliveryId,
        attempt.state,
        attempt.status ?? null,
        attempt.milliseconds ?? null,
        attempt.error ?? null,
        attempt.answer?.replaceAll("\0", "") ?? null,
        instant(attempt.dueAt),
        instant(attempt.at),
      ],
    );
    return row && { streamId: row.id, failuresInRow: row.failures, paused: row.paused };
  }

  /** Sends one delivery again, as if for the first time. @returns false when there is none */
  async redeliver(streamId: string, deliveryId: string): Promise<boolean> {
    if (!isUuid(deliveryId)) return false;
    return (await this.#scope.run(REDELIVER, [streamId, deliveryId])).length > 0;
  }

  /** An event for one stream alone. @returns the delivery, or nothing when the stream is unknown */
  async addTest(streamId: string, type: string, data: object): Promise<string | undefined> {
    const [row] = await this.#scope.run<{ id: string }>(ADD_TEST, [
      streamId,
      type,
      JSON.stringify(data),
    ]);
    return row?.id;
  }

  /** Sends what happened between two instants again. @returns how many events that are */
  async replay(
    streamId: string,
    which: { from: Date; to: Date; only: "all" | "failed"; dryRun: "yes" | "no" },
  ): Promise<number> {
    const statements = {
      all: { yes: COUNT_EVENTS, no: REPLAY_EVENTS },
      failed: { yes: COUNT_FAILED, no: REPLAY_FAILED },
    };
    const values = [streamId, instant(which.from), instant(which.to)];
    const statement = statements[which.only][which.dryRun];
    const [row] = await this.#scope.run<{ events: number }>(statement, values);
    return row?.events ?? 0;
  }
}

function bytes(value: Buffer): string {
  return `\\x${value.toString("hex")}`;
}

function readDelivery(row: DeliveryRow): StoredEventDelivery {
  return {
    id: row.id,
    streamId: row.stream_id,
    event: { id: row.event_id, type: row.type, data: row.data, at: row.happened_at },
    state: row.state,
    attempts: row.attempts,
    status: row.status,
    milliseconds: row.milliseconds,
    error: row.error,
    answer: row.answer,
    createdAt: row.created_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
  };
}
