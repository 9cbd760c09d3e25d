import { z } from "zod";
import { moment } from "./text.js";

/** Whose assertions a project takes for access tokens (RFC 7523 §2.1), with Hydra's names. */
export const trustedJwtIssuerSchema = z
  .looseObject({
    id: z.string(),
    issuer: z.string(),
    subject: z.string().optional().meta({ description: "Empty: any, see allow_any_subject." }),
    allow_any_subject: z.boolean().optional(),
    scope: z.array(z.string()).nullish(),
    public_key: z.looseObject({ set: z.string(), kid: z.string() }),
    created_at: moment,
    expires_at: moment,
  })
  .meta({ id: "trustedOAuth2JwtGrantIssuer" });
export type TrustedJwtIssuer = z.infer<typeof trustedJwtIssuerSchema>;

export const trustedJwtIssuerListSchema = z
  .array(trustedJwtIssuerSchema)
  .meta({ id: "trustedOAuth2JwtGrantIssuers" });
