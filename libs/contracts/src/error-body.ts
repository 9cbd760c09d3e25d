import { z } from "zod";

/** What every control-plane refusal looks like (the shape of Ory's console API). */
export const errorBodySchema = z
  .object({
    error: z.object({
      code: z.int().meta({ description: "The HTTP status." }),
      status: z.string().meta({ description: "The words of the HTTP status." }),
      reason: z.string().meta({ description: "What happened and what to do." }),
      message: z.string(),
      request: z.string().meta({ description: "The request ID, also in X-Request-Id." }),
      id: z.string().meta({ description: "A stable code, such as not_found." }),
      details: z.record(z.string(), z.unknown()),
    }),
  })
  .meta({ id: "errorBody" });

export type ErrorBody = z.infer<typeof errorBodySchema>;
