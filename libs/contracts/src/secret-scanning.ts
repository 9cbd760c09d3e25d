import { z } from "zod";

export const LEAKED_TOKEN_TYPE = "grantry_personal_access_token";

/** Found values, as GitHub's secret scanning sends them to the one who issued them. */
export const leakedSecretsBodySchema = z
  .array(
    z.object({
      token: z.string().max(1_000),
      type: z.string().max(200).optional(),
      url: z.string().max(2_000).nullish(),
      source: z.string().max(200).nullish(),
    }),
  )
  .min(1)
  .max(100, "Report at most 100 values at once.")
  .meta({ id: "leakedSecretsBody" });
export type LeakedSecretsBody = z.input<typeof leakedSecretsBodySchema>;

/** What became of them; values without the form of a token are left out. */
export const leakedSecretLabelsSchema = z
  .array(
    z.object({
      token_hash: z.string().meta({ description: "SHA-256 of the value, in base64." }),
      token_type: z.string(),
      label: z.enum(["true_positive", "false_positive"]),
    }),
  )
  .meta({ id: "leakedSecretLabels" });
export type LeakedSecretLabels = z.infer<typeof leakedSecretLabelsSchema>;
