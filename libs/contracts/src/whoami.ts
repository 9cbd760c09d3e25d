import { z } from "zod";
import { builtInRoleSchema } from "./role.js";
import { moment } from "./text.js";

/** The caller of a request: the credential it used and the member behind it. */
export const whoamiSchema = z
  .object({
    credential: z.enum(["personal_access_token", "console_session", "cli_token"]),
    member: z.object({
      id: z.guid(),
      type: z.enum(["member", "service_account"]),
      email: z.string().meta({ description: "Empty for a service account." }),
      name: z.string(),
      role: z.string().meta({ description: "A built-in role, or the ID of a custom one." }),
      role_name: z.string(),
    }),
    workspace: z.object({ id: z.guid(), name: z.string() }),
    permissions: z.array(z.string()),
    project_ids: z.array(z.guid()).nullable(),
    personal_access_token: z
      .object({ id: z.guid(), name: z.string(), expires_at: moment.nullable() })
      .nullable(),
  })
  .meta({ id: "whoami" });
export type Whoami = z.infer<typeof whoamiSchema>;

/** What a permission list entry says about one area. */
export const permissionListSchema = z
  .object({
    permissions: z.array(z.string()),
    roles: z.array(z.object({ role: builtInRoleSchema, permissions: z.array(z.string()) })),
  })
  .meta({ id: "permissionList" });
export type PermissionList = z.infer<typeof permissionListSchema>;

export const versionSchema = z.object({ version: z.string() }).meta({ id: "version" });
export type Version = z.infer<typeof versionSchema>;
