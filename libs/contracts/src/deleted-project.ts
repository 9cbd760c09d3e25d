import { z } from "zod";
import { projectMetadataSchema } from "./project.js";
import { moment } from "./text.js";

/** A deleted project: it can be restored until it is purged. */
export const deletedProjectSchema = projectMetadataSchema
  .extend({ deleted_at: moment, purge_at: moment })
  .meta({ id: "deletedProject" });
export type DeletedProject = z.infer<typeof deletedProjectSchema>;

export const listDeletedProjectsSchema = z
  .object({
    projects: z.array(deletedProjectSchema),
    next_page_token: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listDeletedProjects" });
export type ListDeletedProjects = z.infer<typeof listDeletedProjectsSchema>;

/** Purging cannot be undone: the slug has to be repeated. */
export const purgeProjectBodySchema = z
  .object({ confirm: z.string({ error: "Repeat the slug of the project." }).max(200) })
  .meta({ id: "purgeProjectBody" });
export type PurgeProjectBody = z.infer<typeof purgeProjectBodySchema>;
