import { z } from "zod";

/** What is stored although it has no effect, or not the expected one. */
export const warningSchema = z
  .object({ code: z.int(), message: z.string() })
  .meta({ id: "Warning" });
export type Warning = z.infer<typeof warningSchema>;
