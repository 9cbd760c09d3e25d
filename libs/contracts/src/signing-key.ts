import { z } from "zod";
import { moment } from "./text.js";

/** A key that a project signs ID tokens and JWT access tokens with; never its private part. */
export const signingKeySchema = z
  .object({
    kid: z.string(),
    algorithm: z.string(),
    state: z.enum(["next", "current", "retired"]).meta({
      description: "Announced, signing, or still verifying what it signed.",
    }),
    created_at: moment.meta({ description: "Since then it is in the JWK Set." }),
    activated_at: moment.nullable().meta({ description: "Since then it signs, or signed." }),
    retired_at: moment.nullable(),
    expires_at: moment
      .nullable()
      .meta({ description: "When a retired key leaves the JWK Set: nothing valid needs it then." }),
  })
  .meta({ id: "signingKey" });
export type SigningKey = z.infer<typeof signingKeySchema>;
