import { z } from "zod";
import { PERMISSIONS } from "./permissions.js";
import { line, moment } from "./text.js";

/** The roles that every workspace has. */
export const builtInRoleSchema = z.enum(["owner", "admin", "developer", "support", "viewer"]);
export type BuiltInRole = z.infer<typeof builtInRoleSchema>;

/** A role as members and service accounts carry it: the name of a built-in one or the ID of a custom one. */
export const roleRefSchema = z.union([builtInRoleSchema, z.guid()], {
  error: "Use the name of a built-in role or the ID of a custom one.",
});
export type RoleRef = string;

const permissions = z
  .array(z.enum(PERMISSIONS, { error: "There is no such permission." }))
  .min(1, "Choose at least one permission.")
  .max(200);

/** A role of a workspace with what it holds. */
export const roleSchema = z
  .object({
    id: z.string().meta({ description: "The name of a built-in role, or an ID." }),
    name: z.string(),
    built_in: z.boolean(),
    based_on: builtInRoleSchema.nullable().meta({ description: "null for a built-in role." }),
    permissions: z.array(z.string()),
    holders: z.int().meta({ description: "Members, service accounts and invitations with it." }),
    created_at: moment.nullable(),
    updated_at: moment.nullable(),
  })
  .meta({ id: "role" });
export type Role = z.infer<typeof roleSchema>;

export const createRoleBodySchema = z
  .object({
    name: line(80, "Enter a name."),
    based_on: builtInRoleSchema.meta({ description: "The built-in role that it copies." }),
    permissions: permissions.optional().meta({ description: "Absent: those of `based_on`." }),
    workspace_id: z.guid().optional(),
  })
  .meta({ id: "createRoleBody" });
export type CreateRoleBody = z.input<typeof createRoleBodySchema>;

export const updateRoleBodySchema = z
  .object({ name: line(80, "Enter a name.").optional(), permissions: permissions.optional() })
  .meta({ id: "updateRoleBody" });
export type UpdateRoleBody = z.input<typeof updateRoleBodySchema>;
