import { z } from "zod";

/** One value that differs between two states of something. */
export const changeSchema = z
  .object({
    path: z.string().meta({ description: "JSON pointer (RFC 6901) of the value." }),
    kind: z.enum(["added", "removed", "changed"]),
    before: z.json().optional().meta({ description: "Absent when there was none." }),
    after: z.json().optional().meta({ description: "Absent when there is none." }),
    hidden: z.boolean().meta({ description: "The value is only written: both sides are covered." }),
  })
  .meta({ id: "change" });
export type Change = z.infer<typeof changeSchema>;

/** What a change does to people and programs, in a sentence. */
export const effectSchema = z
  .object({
    code: z.string().meta({ description: "Stable, such as access_token_lifetime_shorter." }),
    severity: z.enum(["info", "warning", "danger"]),
    message: z.string(),
    path: z.string().optional().meta({ description: "JSON pointer of the value behind it." }),
    counts: z
      .record(z.string(), z.int().min(0))
      .optional()
      .meta({ description: "The numbers in the message, by what they count." }),
  })
  .meta({ id: "effect" });
export type Effect = z.infer<typeof effectSchema>;
