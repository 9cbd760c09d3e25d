import { z } from "zod";
import { moment } from "./text.js";

export const roleSchema = z.enum(["owner", "admin", "developer", "support", "viewer"]);
export type Role = z.infer<typeof roleSchema>;

/** A person who works in the console. */
export const memberSchema = z
  .object({
    id: z.guid(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    workspace_id: z.guid(),
    created_at: moment,
    last_seen_at: moment.nullable(),
  })
  .meta({ id: "member" });
export type Member = z.infer<typeof memberSchema>;

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
  })
  .meta({ id: "projectMember" });
export type ProjectMember = z.infer<typeof projectMemberSchema>;
