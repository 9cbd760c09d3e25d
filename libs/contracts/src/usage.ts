import { z } from "zod";
import { moment } from "./text.js";

/** What is counted in each hour of a project. */
export const USAGE_METRICS = [
  "tokens_authorization_code",
  "tokens_refresh_token",
  "tokens_client_credentials",
  "tokens_device_code",
  "tokens_jwt_bearer",
  "tokens_other",
  "introspections",
  "sign_ins",
  "sign_ups",
  "admin_calls",
] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

const count = z.int().min(0);
const countsSchema = z.record(z.enum(USAGE_METRICS), count);

/** What is limited, by the name that a refusal (429) tells. */
export const PROJECT_BUCKETS = ["clients", "tokens-per-month"] as const;
export const WORKSPACE_BUCKETS = ["projects", "members", "personal-access-tokens"] as const;
export const BUCKET_NAMES = [...WORKSPACE_BUCKETS, ...PROJECT_BUCKETS] as const;
export type BucketName = (typeof BUCKET_NAMES)[number];

/** When a limit is reached if it goes on like this. */
export const forecastSchema = z
  .object({
    per_day: z.number().min(0).meta({
      description: "Of the last 7 days for tokens, of the last 30 for what is made and kept.",
    }),
    reaches_limit_at: moment.nullable().meta({
      description: "null: not at this growth; for tokens: not in this month.",
    }),
    message: z.string(),
  })
  .meta({ id: "forecast" });
export type Forecast = z.infer<typeof forecastSchema>;

/** How much of a limit is used. */
export const bucketUsageSchema = z
  .object({
    name: z.enum(BUCKET_NAMES),
    limit: count.nullable().meta({ description: "null: no limit." }),
    set_by: z.enum(["project", "workspace", "installation"]),
    used: count,
    headroom: count.nullable(),
    forecast: forecastSchema.nullable().meta({ description: "null: no limit." }),
  })
  .meta({ id: "bucketUsage" });
export type BucketUsage = z.infer<typeof bucketUsageSchema>;

const usageMembers = {
  since: moment,
  until: moment,
  granularity: z.enum(["hour", "day"]),
  points: z.array(z.object({ at: moment, counts: countsSchema })),
  totals: countsSchema,
  active_users: count.meta({
    description:
      "Distinct users who signed in or were issued tokens in the current calendar month (UTC). " +
      "The sum over projects for a workspace.",
  }),
  clients: count,
  buckets: z.array(bucketUsageSchema),
};

export const projectUsageSchema = z
  .object({ project_id: z.guid(), ...usageMembers })
  .meta({ id: "projectUsage" });
export type ProjectUsage = z.infer<typeof projectUsageSchema>;

export const workspaceUsageSchema = z
  .object({ workspace_id: z.guid(), ...usageMembers })
  .meta({ id: "workspaceUsage" });
export type WorkspaceUsage = z.infer<typeof workspaceUsageSchema>;

const limit = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

/** Limits of a project: absent members are inherited, `null` is no limit. */
export const projectLimitsBodySchema = z
  .strictObject({ clients: limit.optional(), "tokens-per-month": limit.optional() })
  .meta({ id: "projectLimitsBody" });
export type ProjectLimitsBody = z.infer<typeof projectLimitsBodySchema>;

/**
 * Limits of a workspace, and those that its projects inherit. `tokens-per-month` holds for the sum of
 * its projects as well as for each.
 */
export const workspaceLimitsBodySchema = projectLimitsBodySchema
  .extend({
    projects: limit.optional(),
    members: limit.optional(),
    "personal-access-tokens": limit.optional(),
  })
  .meta({ id: "workspaceLimitsBody" });
export type WorkspaceLimitsBody = z.infer<typeof workspaceLimitsBodySchema>;

export const limitsSchema = z
  .object({
    limits: z.array(bucketUsageSchema.pick({ name: true, limit: true, set_by: true })),
  })
  .meta({ id: "limits" });
export type Limits = z.infer<typeof limitsSchema>;
