import { z } from "zod";

export const TOKEN_EXCHANGE_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";
/** RFC 8693 §3: what a trusted issuer's token may call itself. */
export const SUBJECT_TOKEN_TYPES = [
  "urn:ietf:params:oauth:token-type:id_token",
  "urn:ietf:params:oauth:token-type:jwt",
] as const;

/** The form of a token exchange (RFC 8693 §2.1). */
export const tokenExchangeBodySchema = z
  .object({
    grant_type: z.literal(TOKEN_EXCHANGE_GRANT_TYPE),
    subject_token: z.string(),
    subject_token_type: z.enum(SUBJECT_TOKEN_TYPES),
    audience: z.string().optional().meta({ description: "The ID of the workspace, or the API." }),
    workspace: z.string().optional().meta({ description: "The ID of the workspace." }),
    trusted_issuer: z.string().optional().meta({ description: "When several accept the token." }),
    resource: z.string().optional().meta({ description: "Issuer of the only project to reach." }),
    scope: z.string().optional().meta({ description: "Fewer permissions, parted by spaces." }),
    requested_token_type: z.literal(ACCESS_TOKEN_TYPE).optional(),
  })
  .meta({ id: "tokenExchangeBody" });
export type TokenExchangeBody = z.infer<typeof tokenExchangeBodySchema>;

/** RFC 8693 §2.2.1 */
export const tokenExchangeSchema = z
  .object({
    access_token: z.string(),
    issued_token_type: z.literal(ACCESS_TOKEN_TYPE),
    token_type: z.literal("Bearer"),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: "tokenExchange" });
export type TokenExchange = z.infer<typeof tokenExchangeSchema>;
