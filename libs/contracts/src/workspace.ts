import { z } from "zod";
import { line, moment } from "./text.js";

/** A workspace owns projects, members, personal access tokens and the audit log. */
export const workspaceSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    organization_id: z.null(),
    subscription_id: z.null(),
    subscription_plan: z.null(),
    access_policy: z.literal("CHECK_ACCESS_PERMISSION"),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "workspace" });
export type Workspace = z.infer<typeof workspaceSchema>;

export const listWorkspacesSchema = z
  .object({
    workspaces: z.array(workspaceSchema),
    next_page_token: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listWorkspaces" });
export type ListWorkspaces = z.infer<typeof listWorkspacesSchema>;

export const updateWorkspaceBodySchema = z
  .object({ name: line(100, "Enter a name.") })
  .meta({ id: "updateWorkspaceBody" });
export type UpdateWorkspaceBody = z.infer<typeof updateWorkspaceBodySchema>;

export const createWorkspaceBodySchema = z
  .object({ name: line(100, "Enter a name.") })
  .meta({ id: "createWorkspaceBody" });
export type CreateWorkspaceBody = z.infer<typeof createWorkspaceBodySchema>;
