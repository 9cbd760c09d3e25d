import { z } from "zod";
import { projectMetadataSchema } from "./project.js";

/** One page of the projects of a workspace. */
export const listWorkspaceProjectsSchema = z
  .object({
    projects: z.array(projectMetadataSchema),
    next_page: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listWorkspaceProjects" });
export type ListWorkspaceProjects = z.infer<typeof listWorkspaceProjectsSchema>;
