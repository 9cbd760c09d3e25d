import { z } from "zod";
import { homeRegionSchema } from "./home-region.js";
import { line, moment } from "./text.js";
import { workspaceSchema } from "./workspace.js";

export const environmentSchema = z.enum(["prod", "stage", "dev"], {
  error: "Use prod, stage or dev.",
});
export type Environment = z.infer<typeof environmentSchema>;

export const projectStateSchema = z.enum(["running", "halted", "deleted"]);
export type ProjectState = z.infer<typeof projectStateSchema>;

const origin = z
  .string()
  .max(400)
  .regex(/^\P{Cc}*$/u);

export const projectCorsSchema = z
  .object({ enabled: z.boolean().default(false), origins: z.array(origin).max(100).default([]) })
  .meta({ id: "projectCors" });
export type ProjectCors = z.infer<typeof projectCorsSchema>;

const serviceSchema = z.object({ config: z.record(z.string(), z.json()).default({}) });

export const projectServicesSchema = z
  .object({
    oauth2: serviceSchema,
    identity: serviceSchema,
    permission: serviceSchema,
    account_experience: serviceSchema,
  })
  .meta({ id: "projectServices" });
export type ProjectServices = z.infer<typeof projectServicesSchema>;

export const projectNameSchema = line(100, "Enter a name.");

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
  })
  .meta({ id: "setProject" });
export type SetProjectBody = z.input<typeof setProjectBodySchema>;

export const warningSchema = z
  .object({ code: z.int(), message: z.string() })
  .meta({ id: "Warning" });
export type Warning = z.infer<typeof warningSchema>;

export const successfulProjectUpdateSchema = z
  .object({ project: projectSchema, warnings: z.array(warningSchema) })
  .meta({ id: "successfulProjectUpdate" });
export type SuccessfulProjectUpdate = z.infer<typeof successfulProjectUpdateSchema>;
