import { z } from "zod";
import { effectSchema } from "./change.js";
import { PERMISSIONS } from "./permissions.js";
import { moment } from "./text.js";

const policy = {
  maximum_lifetime_days: z
    .int("Use whole days.")
    .min(1, "Use 1 or more.")
    .max(3_650, "Use at most 3650 days.")
    .nullable()
    .meta({ description: "null: as long as one likes." }),
  expiry_required: z.boolean().meta({ description: "Whether every token has to end some day." }),
  addresses_required: z.boolean().meta({ description: "Whether tokens need a list of networks." }),
  allowed_cidrs: z
    .array(z.string().max(64))
    .max(50, "Use at most 50 networks.")
    .meta({ description: "No token works from elsewhere. Empty: every address." }),
  approval: z
    .enum(["none", "permissions", "all"])
    .meta({ description: "Which tokens wait for an owner's yes." }),
  approval_permissions: z
    .array(z.enum(PERMISSIONS, { error: "There is no such permission." }))
    .max(200)
    .meta({ description: "With `permissions`: tokens that hold one of these wait." }),
};

/** What a workspace asks of personal access tokens. */
export const tokenPolicySchema = z
  .object({ ...policy, updated_at: moment.nullable(), updated_by: z.string().nullable() })
  .meta({ id: "tokenPolicy" });
export type TokenPolicy = z.infer<typeof tokenPolicySchema>;

/** Members that are left out stay as they are. */
export const setTokenPolicyBodySchema = z
  .strictObject(policy)
  .partial()
  .meta({ id: "setTokenPolicyBody" });
export type SetTokenPolicyBody = z.input<typeof setTokenPolicyBodySchema>;

const affected = z.object({
  id: z.guid(),
  name: z.string(),
  owner_id: z.guid(),
  expires_at: moment.nullable().meta({ description: "When it ends now." }),
  would_expire_at: moment.nullable().meta({ description: "When it ends under the policy." }),
});

/** A policy and what it does to the tokens that exist; with `dry_run` nothing has happened yet. */
export const tokenPolicyChangeSchema = z
  .object({
    policy: tokenPolicySchema,
    dry_run: z.boolean(),
    ended: z.array(affected).meta({ description: "Too old under the new policy: they end now." }),
    shortened: z.array(affected).meta({ description: "They end earlier than before." }),
    cut_off: z.array(affected).meta({
      description: "They work from nowhere any more, or were last used from elsewhere.",
    }),
    without_addresses: z
      .array(affected)
      .meta({ description: "They go on, but cannot be rolled without a list of networks." }),
    effects: z.array(effectSchema).meta({ description: "The same in numbers." }),
  })
  .meta({ id: "tokenPolicyChange" });
export type TokenPolicyChange = z.infer<typeof tokenPolicyChangeSchema>;
