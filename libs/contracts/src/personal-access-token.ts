import { z } from "zod";
import { PERMISSIONS } from "./permissions.js";
import { line, moment } from "./text.js";

/** A personal access token; `value` is there once, in the answer that creates it. */
export const personalAccessTokenSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    owner: z.object({ type: z.literal("member"), id: z.guid(), label: z.string() }),
    workspace_id: z.guid(),
    permissions: z.array(z.string()),
    project_ids: z.array(z.guid()).nullable().meta({ description: "null: all, now and later." }),
    allowed_cidrs: z.array(z.string()).meta({ description: "Empty: every address." }),
    expires_at: moment.nullable(),
    last_characters: z.string(),
    last_used_at: moment.nullable(),
    last_used_address: z.string().nullable(),
    last_used_user_agent: z.string().nullable(),
    created_at: moment,
    revoked_at: moment.nullable(),
    value: z.string().optional(),
  })
  .meta({ id: "personalAccessToken" });
export type PersonalAccessToken = z.infer<typeof personalAccessTokenSchema>;

export const createPersonalAccessTokenBodySchema = z
  .object({
    name: line(80, "Enter a name."),
    permissions: z
      .array(z.enum(PERMISSIONS, { error: "There is no such permission." }))
      .min(1, "Choose at least one permission.")
      .max(200),
    project_ids: z.array(z.guid("Use the ID of a project.")).min(1).max(200).nullish(),
    expires_at: moment.nullish(),
    allowed_cidrs: z.array(z.string().max(64)).max(50, "Use at most 50 networks.").nullish(),
  })
  .meta({ id: "createPersonalAccessTokenBody" });
export type CreatePersonalAccessTokenBody = z.input<typeof createPersonalAccessTokenBodySchema>;
