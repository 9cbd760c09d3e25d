import { z } from "zod";
import { roleRefSchema } from "./role.js";
import { moment } from "./text.js";

/** Which projects somebody reaches: all of a workspace, or chosen ones. */
export const reachSchema = z
  .array(z.guid("Use the ID of a project."))
  .min(1, "Choose at least one project.")
  .max(200)
  .nullable();

/** A role that replaces the workspace role in one project. */
export const projectRoleSchema = z.object({
  project_id: z.guid(),
  role: z.string(),
  role_name: z.string(),
});

/** A person who works in a workspace. */
export const memberSchema = z
  .object({
    id: z.guid(),
    email: z.string(),
    name: z.string(),
    role: z.string().meta({ description: "A built-in role, or the ID of a custom one." }),
    role_name: z.string(),
    workspace_id: z.guid(),
    project_ids: z.array(z.guid()).nullable().meta({ description: "null: all, now and later." }),
    project_roles: z.array(projectRoleSchema),
    personal_access_tokens: z.int().meta({ description: "How many of theirs work now." }),
    sessions: z.int().meta({ description: "Browsers in which they are signed in to the console." }),
    created_at: moment,
    last_seen_at: moment.nullable(),
  })
  .meta({ id: "member" });
export type Member = z.infer<typeof memberSchema>;

export const updateMemberBodySchema = z
  .object({ role: roleRefSchema.optional(), project_ids: reachSchema.optional() })
  .meta({ id: "updateMemberBody" });
export type UpdateMemberBody = z.input<typeof updateMemberBodySchema>;

export const setProjectRoleBodySchema = z
  .object({ role: roleRefSchema })
  .meta({ id: "setProjectRoleBody" });
export type SetProjectRoleBody = z.input<typeof setProjectRoleBodySchema>;

/** A member as Ory's project routes show it; roles map onto Ory's three. */
export const projectMemberSchema = z
  .object({
    id: z.guid(),
    email: z.string(),
    name: z.string(),
    email_verified: z.boolean(),
    organization_id: z.null(),
    role: z.enum(["owner", "developer", "viewer"]),
    source: z.enum(["project", "workspace"]),
    break_glass: z.boolean(),
    grantry_role: z.string().meta({ description: "The role that counts in this project." }),
    grantry_role_name: z.string(),
  })
  .meta({ id: "projectMember" });
export type ProjectMember = z.infer<typeof projectMemberSchema>;
