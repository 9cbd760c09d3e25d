import { z } from "zod";
import { changeSchema, effectSchema } from "./change.js";
import { environmentSchema, projectCorsSchema, projectServicesSchema } from "./project-document.js";
import { moment } from "./text.js";

/** Why somebody made a revision: kept in history. */
export const revisionNoteSchema = z
  .string({ error: "Write a note." })
  .trim()
  .max(500, "Use at most 500 characters.")
  .regex(/^[\P{Cc}\n]*$/u, "Control characters are not allowed.");

export const revisionSourceSchema = z.enum(["console", "cli", "api", "system"]);
export type RevisionSource = z.infer<typeof revisionSourceSchema>;

/** One saved state of a project's configuration: who, when, why and what changed. */
export const revisionSchema = z
  .object({
    id: z.guid(),
    number: z.int().meta({ description: "Grows with each revision of the project." }),
    created_at: moment,
    author: z.object({
      type: z.string(),
      id: z.string(),
      label: z.string(),
    }),
    source: revisionSourceSchema,
    note: z.string(),
    restored_from: z
      .int()
      .nullable()
      .meta({ description: "The number of the revision that was restored." }),
    changed_paths: z
      .array(z.string())
      .meta({ description: "JSON pointers of what differs from the revision before." }),
    is_current: z.boolean(),
    is_serving: z.boolean().meta({ description: "The data plane has it." }),
  })
  .meta({ id: "revision" });
export type Revision = z.infer<typeof revisionSchema>;

export const listRevisionsSchema = z
  .object({
    revisions: z.array(revisionSchema),
    next_page_token: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listRevisions" });
export type ListRevisions = z.infer<typeof listRevisionsSchema>;

/** What a revision holds; write-only values are covered. */
export const revisionDocumentSchema = z
  .object({
    name: z.string(),
    environment: environmentSchema,
    state: z.enum(["running", "halted"]),
    cors_public: projectCorsSchema,
    cors_admin: projectCorsSchema,
    organizations: z.array(z.json()),
    services: projectServicesSchema,
  })
  .meta({ id: "revisionDocument" });

/** A revision with what it holds. */
export const revisionWithDocumentSchema = revisionSchema
  .extend({ document: revisionDocumentSchema })
  .meta({ id: "revisionWithDocument" });
export type RevisionWithDocument = z.infer<typeof revisionWithDocumentSchema>;

/** What lies between two revisions of a project. */
export const revisionDifferenceSchema = z
  .object({
    from: revisionSchema.nullable().meta({ description: "null before the first revision." }),
    to: revisionSchema,
    difference: z.array(changeSchema),
    effects: z.array(effectSchema).meta({ description: "Of going from the one to the other." }),
  })
  .meta({ id: "revisionDifference" });
export type RevisionDifference = z.infer<typeof revisionDifferenceSchema>;

export const restoreRevisionBodySchema = z
  .object({ note: revisionNoteSchema.optional() })
  .meta({ id: "restoreRevisionBody" });
export type RestoreRevisionBody = z.input<typeof restoreRevisionBodySchema>;

/** Which revision stands where after a change. */
export const revisionMarkSchema = z
  .object({ id: z.guid(), number: z.int() })
  .meta({ id: "revisionMark" });
export type RevisionMark = z.infer<typeof revisionMarkSchema>;
