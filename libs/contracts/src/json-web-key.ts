import { z } from "zod";

/** One JSON Web Key (RFC 7517 §4); private members are there where the route gives them. */
export const jsonWebKeySchema = z
  .looseObject({
    kty: z.string(),
    kid: z.string(),
    alg: z.string().optional(),
    use: z.string().optional(),
  })
  .meta({ id: "jsonWebKey" });
export type JsonWebKey = z.infer<typeof jsonWebKeySchema>;

/** A set of keys (RFC 7517 §5). */
export const jsonWebKeySetSchema = z
  .object({ keys: z.array(jsonWebKeySchema) })
  .meta({ id: "jsonWebKeySet" });
export type JsonWebKeySet = z.infer<typeof jsonWebKeySetSchema>;
