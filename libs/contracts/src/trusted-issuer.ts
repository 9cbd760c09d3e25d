import { z } from "zod";
import { permissionsWish, projectsWish } from "./personal-access-token.js";
import { line, moment } from "./text.js";

/** Tokens made by an exchange live for an hour at most. */
export const LONGEST_EXCHANGED_SECONDS = 3_600;

const text = z.string().min(1).max(1_000);

/** One condition on a claim; all conditions of a trusted issuer have to hold. */
export const claimConditionSchema = z
  .discriminatedUnion("operator", [
    z.strictObject({
      claim: line(200, "Name a claim."),
      operator: z.literal("equals"),
      value: text,
    }),
    z.strictObject({
      claim: line(200, "Name a claim."),
      operator: z.literal("glob"),
      value: text.meta({ description: "* stands for anything but a slash, ** for anything." }),
    }),
    z.strictObject({
      claim: line(200, "Name a claim."),
      operator: z.literal("one_of"),
      values: z.array(text).min(1).max(100),
    }),
  ])
  .meta({ id: "claimCondition" });
export type ClaimCondition = z.infer<typeof claimConditionSchema>;

const fields = {
  name: line(80, "Enter a name."),
  issuer: z
    .url({
      protocol: /^https?$/,
      error: "Enter the issuer's address, such as https://ci.example.com.",
    })
    .max(500),
  jwks_uri: z
    .url({ protocol: /^https?$/, error: "Enter the address of the issuer's keys." })
    .max(500)
    .nullable()
    .meta({ description: "null: what the issuer's discovery document says." }),
  audience: line(500, "Enter the audience that the issuer's tokens carry."),
  conditions: z
    .array(claimConditionSchema)
    .min(1, "Add at least one condition: an issuer speaks for many.")
    .max(20),
  permissions: permissionsWish,
  project_ids: projectsWish.nullable().meta({ description: "null: all, now and later." }),
  lifetime_seconds: z
    .int("Use whole seconds.")
    .min(60, "Use at least 60 seconds.")
    .max(LONGEST_EXCHANGED_SECONDS, "Use at most 3600 seconds."),
  single_use: z.boolean().meta({
    description:
      "Whether each of the issuer's tokens is exchanged once. Kubernetes reuses its tokens.",
  }),
  enabled: z.boolean(),
};

/** An OIDC issuer whose tokens may be exchanged for short-lived access tokens of the workspace. */
export const trustedIssuerSchema = z
  .object({
    id: z.guid(),
    workspace_id: z.guid(),
    ...fields,
    permissions: z.array(z.string()),
    project_ids: z.array(z.guid()).nullable(),
    owner: z.object({ id: z.guid(), label: z.string() }).meta({
      description: "On whose behalf: what they may not do, its tokens may not do either.",
    }),
    last_used_at: moment.nullable(),
    last_subject: z.string().nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "trustedIssuer" });
export type TrustedIssuer = z.infer<typeof trustedIssuerSchema>;

export const createTrustedIssuerBodySchema = z
  .strictObject({
    ...fields,
    jwks_uri: fields.jwks_uri.default(null),
    project_ids: fields.project_ids.default(null),
    lifetime_seconds: fields.lifetime_seconds.default(900),
    single_use: fields.single_use.default(true),
    enabled: fields.enabled.default(true),
    owner_id: z.guid().optional().meta({
      description: "A service account. Absent: whoever creates it.",
    }),
  })
  .meta({ id: "createTrustedIssuerBody" });
export type CreateTrustedIssuerBody = z.input<typeof createTrustedIssuerBodySchema>;

export const updateTrustedIssuerBodySchema = z
  .strictObject(fields)
  .partial()
  .meta({ id: "updateTrustedIssuerBody" });
export type UpdateTrustedIssuerBody = z.input<typeof updateTrustedIssuerBodySchema>;

/** A starting point for a well-known issuer. */
export const trustedIssuerPresetSchema = z
  .object({
    id: z.enum(["github_actions", "gitlab", "kubernetes"]),
    name: z.string(),
    issuer: z.string(),
    audience: z.string(),
    conditions: z.array(claimConditionSchema),
    single_use: z.boolean(),
    hint: z.string(),
  })
  .meta({ id: "trustedIssuerPreset" });
export type TrustedIssuerPreset = z.infer<typeof trustedIssuerPresetSchema>;
