import { z } from "zod";
import { projectRoleSchema, reachSchema } from "./member.js";
import { roleRefSchema } from "./role.js";
import { line, moment } from "./text.js";

/** Something that works in a workspace without being a person: it has a role and tokens, no sign-in. */
export const serviceAccountSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    role: z.string().meta({ description: "A built-in role, or the ID of a custom one." }),
    role_name: z.string(),
    workspace_id: z.guid(),
    project_ids: z.array(z.guid()).nullable().meta({ description: "null: all, now and later." }),
    project_roles: z.array(projectRoleSchema),
    responsible: z.object({ id: z.guid(), label: z.string() }).nullable(),
    personal_access_tokens: z.int().meta({ description: "How many of its tokens work now." }),
    created_at: moment,
  })
  .meta({ id: "serviceAccount" });
export type ServiceAccount = z.infer<typeof serviceAccountSchema>;

export const createServiceAccountBodySchema = z
  .object({
    name: line(80, "Enter a name."),
    role: roleRefSchema,
    project_ids: reachSchema.optional(),
    workspace_id: z.guid().optional(),
  })
  .meta({ id: "createServiceAccountBody" });
export type CreateServiceAccountBody = z.input<typeof createServiceAccountBodySchema>;

export const updateServiceAccountBodySchema = z
  .object({
    name: line(80, "Enter a name.").optional(),
    role: roleRefSchema.optional(),
    project_ids: reachSchema.optional(),
  })
  .meta({ id: "updateServiceAccountBody" });
export type UpdateServiceAccountBody = z.input<typeof updateServiceAccountBodySchema>;
