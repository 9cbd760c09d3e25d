import { z } from "zod";
import { line, moment } from "./text.js";

/** A personal access token as the Ory-shaped routes show it. */
const apiKey = {
  id: z.guid(),
  name: z.string(),
  owner_id: z.guid(),
  last_characters: z.string(),
  expires_at: moment.optional().meta({ description: "Absent: it never ends." }),
  created_at: moment,
  updated_at: moment,
  value: z.string().optional().meta({ description: "Only in the answer that creates it." }),
};

export const projectApiKeySchema = z
  .object({ ...apiKey, project_id: z.guid() })
  .meta({ id: "projectApiKey" });
export type ProjectApiKey = z.infer<typeof projectApiKeySchema>;

export const workspaceApiKeySchema = z
  .object({ ...apiKey, workspace_id: z.guid() })
  .meta({ id: "workspaceApiKey" });
export type WorkspaceApiKey = z.infer<typeof workspaceApiKeySchema>;

export const createApiKeyBodySchema = z
  .object({ name: line(80, "Enter a name."), expires_at: moment.nullish() })
  .meta({ id: "createApiKeyBody" });
export type CreateApiKeyBody = z.input<typeof createApiKeyBodySchema>;
