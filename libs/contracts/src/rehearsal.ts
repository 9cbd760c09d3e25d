import { z } from "zod";
import { effectSchema } from "./change.js";

/** What `?dry_run=true` answers: what the request would do, in numbers. Nothing was changed. */
export const rehearsalSchema = z
  .object({ dry_run: z.literal(true), effects: z.array(effectSchema) })
  .meta({ id: "rehearsal" });
export type Rehearsal = z.infer<typeof rehearsalSchema>;
