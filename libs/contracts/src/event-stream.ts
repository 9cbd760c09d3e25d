import { z } from "zod";
import { moment } from "./text.js";

/** Every kind of event that a project tells about, with the words that menus show. */
export const EVENT_TYPES = [
  { type: "client.created", description: "A client was created or registered itself." },
  { type: "client.updated", description: "A client was changed, or its secret rotated." },
  { type: "client.deleted", description: "A client was deleted." },
  { type: "user.created", description: "Somebody signed up." },
  { type: "user.deleted", description: "An account was deleted." },
  { type: "user.signed_in", description: "Somebody signed in." },
  { type: "user.signed_out", description: "A session ended before its time." },
  { type: "consent.granted", description: "A user allowed a client what it asked for." },
  { type: "consent.revoked", description: "What a user allowed a client was taken back." },
  { type: "token.revoked", description: "Tokens were revoked before they expired." },
  {
    type: "token.reuse_detected",
    description: "A code or refresh token came twice; the grant was revoked.",
  },
  { type: "key.rotated", description: "A signing key began to sign." },
  { type: "project.updated", description: "The configuration was changed." },
  { type: "project.halted", description: "The project was halted." },
  { type: "project.resumed", description: "The project was resumed." },
  { type: "project.deleted", description: "The project was deleted." },
] as const;

export type EventType = (typeof EVENT_TYPES)[number]["type"];

const eventTypeSchema = z.enum(
  EVENT_TYPES.map(({ type }) => type),
  { error: "There is no such event type. GET /event-types lists them." },
);

export const eventTypeListSchema = z
  .array(z.object({ type: z.string(), description: z.string() }))
  .meta({ id: "eventTypeList" });

const status = z.enum(["active", "paused"], { error: "Use active or paused." });
const endpoint = z
  .string({ error: "Enter an https address." })
  .trim()
  .min(1, "Enter an https address.")
  .max(2_000, "Use at most 2000 characters.");
const description = z
  .string()
  .trim()
  .max(200, "Use at most 200 characters.")
  .regex(/^\P{Cc}*$/u, "Control characters are not allowed.");
const types = z
  .array(eventTypeSchema)
  .max(EVENT_TYPES.length, "Name each type once.")
  .meta({ description: "Which events; an empty list means all of them." });
const text = z.string().max(2_000);

/** An event stream (Ory's shape, and what Grantry adds). */
export const eventStreamSchema = z
  .object({
    id: z.guid(),
    project_id: z.guid(),
    type: z.literal("https"),
    https_endpoint: z.string().meta({ description: "A password in it is not shown." }),
    status,
    description: z.string(),
    types,
    pause_reason: z.string().nullable().meta({ description: "Why Grantry paused the stream." }),
    signing_secret: z
      .string()
      .optional()
      .meta({ description: "Only in answers that make one (Standard Webhooks, `whsec_…`)." }),
    previous_secret_expires_at: moment.nullable(),
    delivered_24h: z.int(),
    failed_24h: z.int(),
    waiting: z.int(),
    oldest_waiting_at: moment.nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "eventStream" });
export type EventStream = z.infer<typeof eventStreamSchema>;

export const eventStreamListSchema = z
  .object({ event_streams: z.array(eventStreamSchema) })
  .meta({ id: "listEventStreams" });

export const createEventStreamBodySchema = z
  .object({
    type: z.enum(["https", "sns"], { error: "Use https." }),
    https_endpoint: endpoint.optional(),
    status: status.default("active"),
    description: description.default(""),
    types: types.default([]),
    topic_arn: text.optional(),
    role_arn: text.optional(),
  })
  .meta({ id: "createEventStreamBody" });
export type CreateEventStreamBody = z.input<typeof createEventStreamBodySchema>;

/** Omitted members keep their value. */
export const setEventStreamBodySchema = z
  .object({
    type: z.enum(["https", "sns"], { error: "Use https." }).optional(),
    https_endpoint: endpoint.optional(),
    status: status.optional(),
    description: description.optional(),
    types: types.optional(),
    topic_arn: text.optional(),
    role_arn: text.optional(),
  })
  .meta({ id: "setEventStreamBody" });
export type SetEventStreamBody = z.input<typeof setEventStreamBodySchema>;

export const rollStreamSecretBodySchema = z
  .object({
    overlap_seconds: z
      .int()
      .min(0)
      .max(7 * 86_400, "Use at most 7 days.")
      .default(86_400)
      .meta({ description: "How long events are signed with the old secret too." }),
  })
  .prefault({})
  .meta({ id: "rollStreamSecretBody" });

/** One event on its way to one stream. */
export const eventDeliverySchema = z
  .object({
    id: z.guid(),
    stream_id: z.guid(),
    event: z.object({
      id: z.guid().meta({ description: "The `webhook-id` header: the same in every repetition." }),
      type: z.string(),
      timestamp: moment,
      data: z.record(z.string(), z.json()),
    }),
    state: z.enum(["waiting", "delivered", "failed"]),
    attempts: z.int(),
    status: z.int().nullable().meta({ description: "The HTTP status of the last answer." }),
    milliseconds: z.int().nullable(),
    error: z.string().nullable(),
    answer: z.string().nullable().meta({ description: "The beginning of the last answer." }),
    created_at: moment,
    due_at: moment.nullable(),
    finished_at: moment.nullable(),
  })
  .meta({ id: "eventDelivery" });
export type EventDelivery = z.infer<typeof eventDeliverySchema>;

export const eventDeliveryListSchema = z
  .object({ deliveries: z.array(eventDeliverySchema), next_page_token: z.string() })
  .meta({ id: "eventDeliveryList" });

export const replayBodySchema = z
  .object({
    from: moment,
    to: moment.optional(),
    only: z
      .enum(["all", "failed"], { error: "Use all or failed." })
      .default("failed")
      .meta({ description: "Every event of the time, or those whose delivery failed for good." }),
    dry_run: z.boolean().default(false),
  })
  .meta({ id: "replayBody" });
export type ReplayBody = z.input<typeof replayBodySchema>;

export const replayedSchema = z
  .object({ events: z.int().meta({ description: "How many are sent again." }) })
  .meta({ id: "replayed" });
