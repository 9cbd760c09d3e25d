import { z } from "zod";
import { PERMISSIONS } from "./permissions.js";
import { line, moment } from "./text.js";

/** An overlap of two values of one token may last thirty days. */
export const LONGEST_OVERLAP_SECONDS = 30 * 86_400;

/** What a token is worth now; only an active one is accepted. */
export const tokenStateSchema = z.enum(["active", "pending", "rejected", "expired", "revoked"]);
export type TokenState = z.infer<typeof tokenStateSchema>;

/** What an owner of the workspace said about a token that needs a yes. */
export const tokenApprovalSchema = z.object({
  state: z.enum(["pending", "approved", "rejected"]),
  decided_by: z.string().nullable().meta({ description: "Who decided, in words." }),
  decided_at: moment.nullable(),
  note: z.string(),
});

/** A personal access token; `value` is there once, in the answer that creates or rolls it. */
export const personalAccessTokenSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(["personal", "exchanged"]).meta({
      description: "exchanged: came from a trusted issuer's token and lives for an hour at most.",
    }),
    state: tokenStateSchema,
    owner: z.object({
      type: z.enum(["member", "service_account"]),
      id: z.guid(),
      label: z.string(),
    }),
    workspace_id: z.guid(),
    permissions: z.array(z.string()),
    used_permissions: z.array(z.string()).meta({ description: "Those used in the last 90 days." }),
    project_ids: z.array(z.guid()).nullable().meta({ description: "null: all, now and later." }),
    allowed_cidrs: z.array(z.string()).meta({ description: "Empty: every address." }),
    expires_at: moment.nullable(),
    last_characters: z.string(),
    last_used_at: moment.nullable(),
    last_used_address: z.string().nullable(),
    last_used_user_agent: z.string().nullable(),
    created_at: moment,
    rolled_at: moment.nullable(),
    previous_value: z
      .object({ last_characters: z.string(), ends_at: moment })
      .nullable()
      .meta({ description: "The value before the last roll, while it still works." }),
    approval: tokenApprovalSchema.nullable().meta({ description: "null: no approval needed." }),
    trusted_issuer_id: z.guid().nullable(),
    revoked_at: moment.nullable(),
    value: z.string().optional(),
  })
  .meta({ id: "personalAccessToken" });
export type PersonalAccessToken = z.infer<typeof personalAccessTokenSchema>;

const name = line(80, "Enter a name.");
const description = z
  .string()
  .trim()
  .max(500, "Use at most 500 characters.")
  .regex(/^[^\p{Cc}]*$/u, "Control characters are not allowed.");
export const permissionsWish = z
  .array(z.enum(PERMISSIONS, { error: "There is no such permission." }))
  .min(1, "Choose at least one permission.")
  .max(200);
export const projectsWish = z.array(z.guid("Use the ID of a project.")).min(1).max(200);
const networks = z.array(z.string().max(64)).max(50, "Use at most 50 networks.");

export const createPersonalAccessTokenBodySchema = z
  .object({
    service_account_id: z
      .guid()
      .optional()
      .meta({ description: "The service account that gets it; absent: one's own." }),
    workspace_id: z.guid().optional(),
    name,
    description: description.optional(),
    permissions: permissionsWish,
    project_ids: projectsWish.nullish(),
    expires_at: moment.nullish().meta({
      description: "Absent: as late as the workspace's policy allows. null: never, if allowed.",
    }),
    allowed_cidrs: networks.nullish(),
  })
  .meta({ id: "createPersonalAccessTokenBody" });
export type CreatePersonalAccessTokenBody = z.input<typeof createPersonalAccessTokenBodySchema>;

/** Changes of a token: words and networks freely, everything else only to less. */
export const updatePersonalAccessTokenBodySchema = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    permissions: permissionsWish.optional(),
    project_ids: projectsWish.optional(),
    expires_at: moment.optional().meta({ description: "Only earlier than before." }),
    allowed_cidrs: networks.optional(),
  })
  .meta({ id: "updatePersonalAccessTokenBody" });
export type UpdatePersonalAccessTokenBody = z.input<typeof updatePersonalAccessTokenBodySchema>;

export const rollPersonalAccessTokenBodySchema = z
  .strictObject({
    overlap_seconds: z
      .int("Use whole seconds.")
      .min(0, "Use 0 or more.")
      .max(LONGEST_OVERLAP_SECONDS, "An overlap lasts 30 days at most.")
      .default(86_400)
      .meta({ description: "How long the old value works beside the new one; 0 ends it now." }),
  })
  .meta({ id: "rollPersonalAccessTokenBody" });
export type RollPersonalAccessTokenBody = z.input<typeof rollPersonalAccessTokenBodySchema>;

export const decideOnTokenBodySchema = z
  .strictObject({ note: description.default("") })
  .meta({ id: "decideOnTokenBody" });
export type DecideOnTokenBody = z.input<typeof decideOnTokenBodySchema>;

/** What a token may do beside what it did: the ground for taking permissions away. */
export const permissionUsageSchema = z
  .object({
    days: z.int(),
    since: moment,
    permissions: z.array(
      z.object({
        permission: z.string(),
        uses: z.int(),
        last_used_on: z.iso.date().nullable(),
      }),
    ),
    unused: z.array(z.string()),
    suggested: z.array(z.string()).meta({ description: "The least that covers what was used." }),
    per_day: z.array(z.object({ day: z.iso.date(), uses: z.int() })),
  })
  .meta({ id: "permissionUsage" });
export type PermissionUsage = z.infer<typeof permissionUsageSchema>;
