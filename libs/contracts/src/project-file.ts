import { z } from "zod";
import { changeSchema, effectSchema } from "./change.js";
import { createEventStreamBodySchema } from "./event-stream.js";
import { oauth2ClientSchema } from "./oauth2.js";
import { warningSchema } from "./warning.js";
import { environmentSchema, projectCorsSchema, projectNameSchema } from "./project-document.js";
import { revisionMarkSchema, revisionNoteSchema } from "./revision.js";
import { line, moment } from "./text.js";

const settings = z.record(z.string(), z.json(), { error: "Write settings as a map." });

const clientInFile = oauth2ClientSchema
  .extend({
    client_id: z
      .string({
        error: "Give each client a client_id: by it the file and the project are compared.",
      })
      .regex(/^[A-Za-z0-9._~:/-]{1,255}$/, "Use 1 to 255 characters of A-Z a-z 0-9 . _ ~ : / -"),
    client_secret: z
      .never({ error: "A file holds no secrets. A new client gets one when it is applied." })
      .optional(),
  })
  .meta({ id: "clientInFile" });

const eventStreamInFile = createEventStreamBodySchema
  .pick({ description: true, types: true, status: true })
  .extend({ https_endpoint: z.string({ error: "Enter an https address." }).min(1).max(2_000) })
  .strict()
  .meta({ id: "eventStreamInFile" });

const roleName = line(80, "Name the role that counts in this project.");

/** Who has another role in this project than in the workspace. Names, so that a file can travel. */
const roleInFile = z
  .strictObject({
    member: line(320, "Write the address of a member.").optional(),
    service_account: line(80, "Write the name of a service account.").optional(),
    role: roleName.meta({ description: "A built-in role, or a custom one by its name or ID." }),
  })
  .refine(
    ({ member, service_account: account }) => (member === undefined) !== (account === undefined),
    {
      error: "Name either a member, by address, or a service_account.",
    },
  )
  .meta({ id: "roleInFile" });

export const PROJECT_FILE_SECTIONS = [
  "project",
  "configuration",
  "branding",
  "clients",
  "event_streams",
  "roles",
] as const;
export type ProjectFileSection = (typeof PROJECT_FILE_SECTIONS)[number];

/**
 * A project as one file. A section that is absent is left as it is; one that is present is all there
 * is of its kind, except for clients that registered themselves and values that are only written.
 */
export const projectFileSchema = z
  .strictObject(
    {
      version: z.literal(1, { error: "Write version: 1." }),
      project: z
        .strictObject({ name: projectNameSchema, environment: environmentSchema })
        .partial()
        .optional(),
      configuration: z
        .strictObject({
          cors_public: projectCorsSchema,
          cors_admin: projectCorsSchema,
          oauth2: settings,
          identity: settings,
          permission: settings,
        })
        .partial()
        .optional(),
      branding: settings.optional().meta({ description: "The account experience." }),
      clients: z.array(clientInFile).max(1_000, "Use at most 1000 clients.").optional(),
      event_streams: z
        .array(eventStreamInFile)
        .max(20, "A project has at most 20 event streams.")
        .optional(),
      roles: z
        .array(roleInFile)
        .max(1_000, "Use at most 1000 roles.")
        .optional()
        .meta({ description: "Roles that replace the workspace role in this project." }),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? `There is no ${issue.keys.join(", ")} here. A file has version and the sections ${PROJECT_FILE_SECTIONS.join(", ")}.`
          : "Write a map of sections.",
    },
  )
  .meta({ id: "projectFile" });
export type ProjectFile = z.infer<typeof projectFileSchema>;

/** One thing that a plan creates, updates or deletes. */
export const plannedChangeSchema = z
  .object({
    section: z.enum(PROJECT_FILE_SECTIONS),
    action: z.enum(["create", "update", "delete"]),
    id: z.string().meta({
      description:
        "Of the client; the address of the event stream or the member; service_account:name; the " +
        "project's own id otherwise.",
    }),
    label: z.string(),
    difference: z.array(changeSchema),
  })
  .meta({ id: "plannedChange" });
export type PlannedChange = z.infer<typeof plannedChangeSchema>;

/** What was changed since a file was last applied, by whatever else than a file. */
export const driftSchema = z
  .object({ applied_at: moment, applied_by: z.string(), changes: z.array(plannedChangeSchema) })
  .meta({ id: "drift" });

/** What applying a file would do now. */
export const planSchema = z
  .object({
    plan: z
      .string()
      .meta({ description: "Names this file over this state; apply refuses when either differs." }),
    project_id: z.guid(),
    base_revision: revisionMarkSchema,
    changes: z.array(plannedChangeSchema),
    summary: z.object({ create: z.int(), update: z.int(), delete: z.int() }),
    effects: z.array(effectSchema),
    warnings: z.array(warningSchema),
    drift: driftSchema.nullable().meta({ description: "null until a file was applied." }),
  })
  .meta({ id: "plan" });
export type Plan = z.infer<typeof planSchema>;

export const applyBodySchema = z
  .object({
    file: projectFileSchema,
    plan: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "Of the plan that somebody has read; without it the file counts." }),
    note: revisionNoteSchema.optional(),
  })
  .meta({ id: "applyBody" });
export type ApplyBody = z.input<typeof applyBodySchema>;

/** What applying a file did. */
export const appliedSchema = planSchema
  .extend({
    applied: z.boolean().meta({ description: "False when there was nothing to change." }),
    revision: revisionMarkSchema,
    serving_revision: revisionMarkSchema.nullable(),
    issued_secrets: z
      .array(
        z.object({ section: z.enum(PROJECT_FILE_SECTIONS), id: z.string(), secret: z.string() }),
      )
      .meta({ description: "Of clients and event streams that were created: shown once." }),
  })
  .meta({ id: "applied" });
export type Applied = z.infer<typeof appliedSchema>;
