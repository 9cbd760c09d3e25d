import { z } from "zod";
import { homeRegionSchema } from "./home-region.js";
import { changeSchema, effectSchema } from "./change.js";
import {
  environmentSchema,
  projectCorsSchema,
  projectNameSchema,
  projectServicesSchema,
} from "./project-document.js";
import { revisionMarkSchema, revisionNoteSchema } from "./revision.js";
import { moment } from "./text.js";
import { warningSchema } from "./warning.js";
import { workspaceSchema } from "./workspace.js";

export const projectStateSchema = z.enum(["running", "halted", "deleted"]);
export type ProjectState = z.infer<typeof projectStateSchema>;

/** A project with its whole configuration. */
export const projectSchema = z
  .object({
    id: z.guid(),
    revision_id: z.guid(),
    slug: z.string(),
    issuer: z.string().meta({ description: "Where the project answers; no trailing slash." }),
    name: z.string(),
    environment: environmentSchema,
    home_region: z.string(),
    data_plane: z.string().meta({ description: "The data plane it lives on." }),
    state: projectStateSchema,
    workspace_id: z.guid(),
    cors_public: projectCorsSchema,
    cors_admin: projectCorsSchema,
    organizations: z.array(z.json()),
    services: projectServicesSchema,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "project" });
export type Project = z.infer<typeof projectSchema>;

/** A project as lists show it. */
export const projectMetadataSchema = z
  .object({
    id: z.guid(),
    slug: z.string(),
    issuer: z.string().meta({ description: "Where the project answers; no trailing slash." }),
    name: z.string(),
    environment: environmentSchema,
    home_region: z.string(),
    data_plane: z.string().meta({ description: "The data plane it lives on." }),
    state: projectStateSchema,
    hosts: z.array(z.string()),
    subscription_id: z.null(),
    subscription_plan: z.null(),
    workspace_id: z.guid(),
    workspace: workspaceSchema.optional(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "projectMetadata" });
export type ProjectMetadata = z.infer<typeof projectMetadataSchema>;

export const projectMetadataListSchema = z
  .array(projectMetadataSchema)
  .meta({ id: "projectMetadataList" });

export const createProjectBodySchema = z
  .object({
    name: projectNameSchema,
    environment: environmentSchema.default("dev"),
    workspace_id: z.guid("Use the ID of a workspace.").nullish(),
    home_region: homeRegionSchema.nullish(),
  })
  .meta({ id: "createProjectBody" });
export type CreateProjectBody = z.input<typeof createProjectBodySchema>;

export const setProjectBodySchema = z
  .object({
    name: projectNameSchema,
    cors_public: projectCorsSchema,
    cors_admin: projectCorsSchema,
    organizations: z.array(z.json()).default([]),
    services: projectServicesSchema.partial(),
    note: revisionNoteSchema.optional().meta({ description: "Kept in history." }),
  })
  .meta({ id: "setProject" });
export type SetProjectBody = z.input<typeof setProjectBodySchema>;

export const successfulProjectUpdateSchema = z
  .object({
    project: projectSchema,
    warnings: z.array(warningSchema),
    dry_run: z.boolean().meta({ description: "Nothing was changed; this is what would be." }),
    difference: z.array(changeSchema),
    effects: z.array(effectSchema),
    revision: revisionMarkSchema.meta({ description: "The current one after this request." }),
    serving_revision: revisionMarkSchema
      .nullable()
      .meta({ description: "What the data plane has; the current one within a second." }),
  })
  .meta({ id: "successfulProjectUpdate" });
export type SuccessfulProjectUpdate = z.infer<typeof successfulProjectUpdateSchema>;
